package matcher

// stopper asks now and then whether anybody still waits for the work.
type stopper struct {
	ask func() error // nil asks nobody
	err error        // why the work ended early
}

// stopped reports whether the work is to end. Whoever finds so leaves at once: what was made until then is thrown away.
func (s *stopper) stopped() bool {
	if s.err == nil && s.ask != nil {
		s.err = s.ask()
	}
	return s.err != nil
}
