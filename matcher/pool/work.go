package pool

import "fmt"

// Work bounds what reordering a pool may cost. A nil one bounds nothing.
type Work struct {
	// Most is how many trials there may be: one for each set of weights that a flip tries, and one for each ten candidates that are
	// put in order under one. 0 is no bound.
	Most int64
	// Stop is asked now and then whether to go on; nil goes on to the end.
	Stop func() error

	done, asked int64
	err         error
}

// WorkError says that reordering a pool would take more trials than it may.
type WorkError struct{ Most int64 }

func (e *WorkError) Error() string {
	return fmt.Sprintf("explaining the ranks takes more than %d trials", e.Most)
}

// Err is why the work ended before it was done, nil where it did not.
func (w *Work) Err() error {
	if w == nil {
		return nil
	}
	return w.err
}

// askEvery is how many trials go by between two questions whether to go on.
const askEvery = 256

// spend counts trials and reports whether to go on.
func (w *Work) spend(trials int64) bool {
	if w == nil {
		return true
	}
	if w.done += trials; w.err == nil && w.Most > 0 && w.done > w.Most {
		w.err = &WorkError{Most: w.Most}
	}
	if w.err == nil && w.Stop != nil && w.done >= w.asked {
		w.asked = w.done + askEvery
		w.err = w.Stop()
	}
	return w.err == nil
}
