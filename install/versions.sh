# The copy of the code that an app runs from, .nmma/versions/ID. A part of the script `nmma`, which reads it.
# shellcheck shell=sh disable=SC2154,SC2034 # root, own, packages and fitter are nmma's

# Everything that a running app reads of this folder.
code_parts='app charts db fitter handlers install pipeline sandbox manifest.yml package.json package-lock.json'
versions=$own/versions

code_id() {
  cd "$root"
  # shellcheck disable=SC2086 # several words
  find $code_parts -type f ! -path '*/.*' ! -path '*/__pycache__/*' -exec cksum {} + | LC_ALL=C sort | cksum | tr ' ' '-'
}

copy_code() {
  rm -rf "$1"
  mkdir -p "$1"
  # shellcheck disable=SC2086 # several words
  (cd "$root" && cp -R $code_parts "$1")
  ln -s ../.. "$1/.nmma"
  ln -s ".nmma/$packages/node_modules" "$1/node_modules"
  # Kept while this version may be gone back to.
  printf '%s\n%s\n' "$packages" "${needs_python:+$fitter}" >"$1/.needs"
  git -C "$root" rev-parse --short HEAD >"$1/.commit" 2>/dev/null || rm -f "$1/.commit"
  : >"$1/.whole"
}

# Sets `code`: the folder that the app runs from. An installation that this user may not write does not change under
# the app either: it runs from there.
choose_version() {
  mkdir -p "$versions" 2>/dev/null && [ -w "$versions" ] || return 0
  take_lock
  id=$(code_id)
  read -r from to 2>/dev/null <"$versions/.rolled-back" || from=''
  if [ "$from" = "$id" ] && whole_in "$versions/$to"; then
    say "this start runs the version before ($to), as ./nmma rollback chose; ./nmma upgrade goes forward again"
    id=$to
    fitter=$(tail -n 1 "$versions/$to/.needs")
    if [ -n "$fitter" ]; then python=$own/$fitter/bin/python; fi
  else
    rm -f "$versions/.rolled-back"
    whole_in "$versions/$id" || copy_code "$versions/$id"
    read -r current previous 2>/dev/null <"$versions/.order" || current=''
    if [ "$current" != "$id" ]; then echo "$id $current" >"$versions/.order"; fi
  fi
  code=$versions/$id
  touch "$code/.used"
  put_unused_aside
  drop_lock
  # In the background, and no child of the app: gigabytes take a while.
  (rm -rf "$own/unused" >/dev/null 2>&1 &)
}

# is_unused FOLDER: no process here was started from it, and none has been for a week (a cluster's jobs may be queued).
is_unused() {
  case $commands in *"$1/"*) return 1 ;; esac
  [ -d "$1" ] && [ -z "$(find "$1/.used" -mtime -7 2>/dev/null)" ]
}

# Puts what nothing uses aside; the present version and the one before it stay.
put_unused_aside() {
  commands=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' ' ' || :)
  if [ -z "$commands" ]; then commands=$(ps -A -o args= 2>/dev/null) || return 0; fi
  mkdir -p "$own/unused"
  kept=" $(cat "$versions/.order" 2>/dev/null || :) "
  for one in "$versions"/*; do
    case $kept in *" ${one##*/} "*) continue ;; esac
    if is_unused "$one"; then mv "$one" "$own/unused"; fi
  done
  needed=" $packages $fitter $(cat "$versions"/*/.needs 2>/dev/null | tr '\n' ' ' || :) "
  for one in "$own"/packages-* "$own"/fitter-*; do
    case $needed in *" ${one##*/} "*) continue ;; esac
    if is_unused "$one"; then mv "$one" "$own/unused"; fi
  done
}
