import { madeUpResult } from '../nmma_status/mockExecutor.ts';

/** A result of a few kilobytes, but for what is the job's own. */
function template(): string {
  const result = JSON.parse(JSON.stringify(madeUpResult(2_461_300.5, -20))) as {
    posterior: { samples: unknown[] };
  };
  result.posterior.samples.length = 20;
  return JSON.stringify(result);
}

/** What stands for the fitter's Python: writes a result as the contract wants it, and notes when it ended. */
export const tinyJob = `#!/usr/bin/python3 -SE
import hashlib, json, os, sys, time
folder = sys.argv[-1]
def digest(name):
    with open(os.path.join(folder, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()
with open(os.path.join(folder, "request.json")) as file:
    request = json.load(file)
result = json.loads(${JSON.stringify(template())})
result["schema_version"] = 1
for key in ("fitId", "attempt", "object", "model", "kind", "settings"):
    result[key] = request[key]
result["priorSet"] = request["prior"]["set"]
result["sampler"] = {"name": "mock", "livePoints": request["settings"]["livePoints"], "seed": 1, "seconds": 1}
result["hashes"] = {
    "lightCurve": request["lightCurve"]["sha256"],
    "request": digest("request.json"),
    "prior": digest(request["prior"]["path"]),
}
with open(os.path.join(folder, "ended"), "w") as file:
    file.write(repr(time.time()))
part = os.path.join(folder, "result.json.tmp")
with open(part, "w") as file:
    json.dump(result, file)
os.rename(part, os.path.join(folder, "result.json"))
`;
