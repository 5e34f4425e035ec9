"""Makes the calls that main.go and calls.js make, and prints the same lines.

    lexfitd &
    bash scripts/contract contract
    python3 examples/calls/calls.py contract/lexfit.v1.binpb examples/calls/profiles.json

The messages are made at run time from the compiled contract, so that nothing is generated: it needs grpcio and protobuf alone.
With generated stubs it looks as in ../python.
"""

import json
import os
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

AS_OF = "2026-11-24"


class Contract:
    """The messages and methods of a FileDescriptorSet."""

    def __init__(self, file):
        files = descriptor_pb2.FileDescriptorSet()
        with open(file, "rb") as data:
            files.ParseFromString(data.read())
        self.pool = descriptor_pool.DescriptorPool()
        for one in files.file:
            self.pool.Add(one) if hasattr(self.pool, "Add") else self.pool.AddSerializedFile(one.SerializeToString())
        self.factory = None if hasattr(message_factory, "GetMessageClass") else message_factory.MessageFactory(self.pool)

    def type(self, descriptor):
        return self.factory.GetPrototype(descriptor) if self.factory else message_factory.GetMessageClass(descriptor)

    def message(self, name, **fields):
        """A message of lexfit.v1, from fields as JSON writes them."""
        return json_format.ParseDict(fields, self.type(self.pool.FindMessageTypeByName("lexfit.v1." + name))())

    def call(self, channel, method, streaming=False):
        service = self.pool.FindServiceByName("lexfit.v1.MatchService")
        described = service.methods_by_name[method]
        make = channel.stream_stream if streaming else channel.unary_unary
        return make(
            "/lexfit.v1.MatchService/" + method,
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=self.type(described.output_type).FromString,
        )


def band_of(fit):
    return fit.DESCRIPTOR.fields_by_name["band"].enum_type.values_by_number[fit.band].name


def main(contract, profiles, channel):
    score = contract.call(channel, "ScoreCandidate")
    reply = score(contract.message("ScoreCandidateRequest", profile=profiles[0], options={
        "targets": ["roles/paralegal"], "as_of": AS_OF, "advice": {"max": 1}}), timeout=60)
    for fit in reply.fits:
        print(f"score: {reply.candidate_id} {fit.role} {fit.score} {band_of(fit)}")
    for advice in reply.advice:
        print(f"advice: {advice.text}, then {advice.score_after}")

    try:
        score(contract.message("ScoreCandidateRequest", profile=profiles[0], as_of="2020-01-01", options={"as_of": AS_OF}), timeout=60)
        sys.exit("two dates: got a score, want INVALID_ARGUMENT")
    except grpc.RpcError as error:
        print(f"conflict: {error.code().value[0]} {error.details()}")

    messages = [contract.message("ScoreCandidatesRequest", options={"as_of": AS_OF, "view": "VIEW_BASIC"})]
    messages += [contract.message("ScoreCandidatesRequest", profile=profile) for profile in profiles]
    for reply in contract.call(channel, "ScoreCandidates", streaming=True)(iter(messages), timeout=60):
        line = f"stream: {reply.index}"
        for fit in reply.response.fits:
            line += f" {fit.role} {fit.score}"
        for violation in reply.error.violations:
            line += f" {reply.error.reason} {violation.field}: {violation.description}"
        print(line)

    ranking = contract.call(channel, "RankCandidates")(contract.message("RankCandidatesRequest", profiles=profiles, options={
        "target": "roles/legal-secretary", "as_of": AS_OF}), timeout=60).ranking
    for candidate in ranking.candidates:
        print(f"rank: {candidate.rank} {candidate.candidate_id} {candidate.fit.score}")
    print(f"rank: {ranking.rejected} of {ranking.received} refused")

    compared = contract.call(channel, "CompareRoles")(contract.message("CompareRolesRequest", profiles=profiles[:1], options={
        "as_of": AS_OF}), timeout=60)
    for side in compared.roles:
        print(f"compare: {side.role} {side.fit.score}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: calls.py lexfit.v1.binpb profiles.json")
    with open(sys.argv[2], encoding="utf-8") as text:
        people = json.load(text)
    sys.stdout.reconfigure(encoding="utf-8")
    with grpc.insecure_channel(os.environ.get("LEXFIT_SERVER", "127.0.0.1:7171")) as connection:
        main(Contract(sys.argv[1]), people, connection)
