#!/bin/sh
# bench/fit and the like: `run.sh FOLDER NAME …` runs the module nmma_bench.NAME with the fitter's Python. FOLDER is bench.
here=$(cd "$1" && pwd)
name=$2
shift 2
python="$here/../.nmma/fitter/bin/python"
if [ ! -x "$python" ]; then
  echo "bench/$name: the fitter's Python is missing: run ./nmma doctor first, which installs it." >&2
  exit 1
fi
PYTHONPATH="$here:$here/../fitter" exec "$python" -m "nmma_bench.$name" "$@"
