"""Scores candidates over one gRPC stream, as an internal tool would.

    lexfitd &
    examples/python/generate
    python3 examples/python/score_stream.py examples/candidates.jsonl

Profiles go out and answers come back at the same time, in the order of the input; a refused profile is an answer like the
others. The rulebook's revision and the date are settled once, so that they do not change in the middle.
"""

import datetime
import json
import os
import pathlib
import queue
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "gen"))

import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402

from lexfit.v1 import candidate_pb2, match_pb2, revision_pb2, service_pb2_grpc  # noqa: E402

WINDOW = 64  # profiles under way at once


def with_prefixes(value, descriptor):
    """Enum values stand without their prefix in lexfit's files (BACHELOR); the stubs' own reader wants it."""
    for field in descriptor.fields:
        if field.name not in value:
            continue
        found = value[field.name]
        if field.message_type and not field.message_type.GetOptions().map_entry:
            for item in found if isinstance(found, list) else [found]:
                with_prefixes(item, field.message_type)
        elif field.enum_type:
            prefix = field.enum_type.values[0].name.removesuffix("UNSPECIFIED")

            def named(text, prefix=prefix):
                return text if text.startswith(prefix) else prefix + text

            value[field.name] = [named(x) for x in found] if isinstance(found, list) else named(found)
    return value


def main(path):
    address = os.environ.get("LEXFIT_SERVER", "127.0.0.1:7171")
    with grpc.insecure_channel(address) as channel:
        revision = service_pb2_grpc.RulebookServiceStub(channel).GetRulebookRevision(
            revision_pb2.GetRulebookRevisionRequest(), timeout=10).revision.revision
        options = match_pb2.ScoreOptions(
            rulebook_revision=revision, as_of=datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
            view=match_pb2.VIEW_BASIC)
        free = queue.Queue()
        for _ in range(WINDOW):
            free.put(None)

        def requests():
            yield match_pb2.ScoreCandidatesRequest(options=options)
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    value = with_prefixes(json.loads(line), candidate_pb2.CandidateProfile.DESCRIPTOR)
                    free.get()  # no more than a window at once, so that a long file takes little memory
                    yield match_pb2.ScoreCandidatesRequest(profile=json_format.ParseDict(value, candidate_pb2.CandidateProfile()))

        for reply in service_pb2_grpc.MatchServiceStub(channel).ScoreCandidates(requests()):
            free.put(None)
            if reply.HasField("error"):
                print(f"{reply.index}: refused: {reply.error.message}")
                continue
            fits = ", ".join(f"{f.role_title} {f.score / 10:.1f}" for f in reply.response.fits)
            print(f"{reply.response.candidate_id}: {fits}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: score_stream.py FILE.jsonl")
    main(sys.argv[1])
