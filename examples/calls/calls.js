// Makes the calls that main.go and calls.py make, and prints the same lines.
//
//     lexfitd &
//     bash scripts/contract contract
//     npm install --no-save @grpc/grpc-js @grpc/proto-loader
//     node examples/calls/calls.js contract/proto examples/calls/profiles.json
//
// protobuf.js reads the .proto files at run time, so that nothing is generated.
'use strict';

const fs = require('fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const asOf = '2026-11-24';

// unary makes a call of one request as a promise.
function unary(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, { deadline: Date.now() + 60000 }, (error, reply) => (error ? reject(error) : resolve(reply)));
  });
}

function stream(client, messages) {
  return new Promise((resolve, reject) => {
    const call = client.ScoreCandidates({ deadline: Date.now() + 60000 });
    call.on('data', (reply) => {
      let line = `stream: ${reply.index}`;
      for (const fit of reply.response ? reply.response.fits : []) line += ` ${fit.role} ${fit.score}`;
      for (const v of reply.error ? reply.error.violations : []) line += ` ${reply.error.reason} ${v.field}: ${v.description}`;
      console.log(line);
    });
    call.on('error', reject);
    call.on('end', resolve);
    for (const message of messages) call.write(message);
    call.end();
  });
}

async function calls(client, profiles) {
  const scored = await unary(client, 'ScoreCandidate', {
    profile: profiles[0],
    options: { targets: ['roles/paralegal'], as_of: asOf, advice: { max: 1 } },
  });
  for (const fit of scored.fits) console.log(`score: ${scored.candidate_id} ${fit.role} ${fit.score} ${fit.band}`);
  for (const advice of scored.advice) console.log(`advice: ${advice.text}, then ${advice.score_after}`);

  const refused = await unary(client, 'ScoreCandidate', { profile: profiles[0], as_of: '2020-01-01', options: { as_of: asOf } }).then(
    () => { throw new Error('two dates: got a score, want INVALID_ARGUMENT'); },
    (error) => error,
  );
  console.log(`conflict: ${refused.code} ${refused.details}`);

  await stream(client, [{ options: { as_of: asOf, view: 'VIEW_BASIC' } }, ...profiles.map((profile) => ({ profile }))]);

  const { ranking } = await unary(client, 'RankCandidates', { profiles, options: { target: 'roles/legal-secretary', as_of: asOf } });
  for (const one of ranking.candidates) console.log(`rank: ${one.rank} ${one.candidate_id} ${one.fit.score}`);
  console.log(`rank: ${ranking.rejected} of ${ranking.received} refused`);

  const compared = await unary(client, 'CompareRoles', { profiles: profiles.slice(0, 1), options: { as_of: asOf } });
  for (const side of compared.roles) console.log(`compare: ${side.role} ${side.fit.score}`);
}

if (process.argv.length !== 4) {
  console.error('usage: calls.js FOLDER_OF_PROTOS profiles.json');
  process.exit(2);
}
const [, , folder, file] = process.argv;
const definition = loader.loadSync('lexfit/v1/service.proto', { includeDirs: [folder], keepCase: true, enums: String, longs: String, defaults: true, oneofs: true });
const { MatchService } = grpc.loadPackageDefinition(definition).lexfit.v1;
const client = new MatchService(process.env.LEXFIT_SERVER || '127.0.0.1:7171', grpc.credentials.createInsecure());
calls(client, JSON.parse(fs.readFileSync(file, 'utf8'))).then(
  () => client.close(),
  (error) => { console.error('calls:', error.message); process.exit(1); },
);
