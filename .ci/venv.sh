#!/bin/sh
# A virtual environment with pip in folder $1, made with the interpreter $2 or the first fitting one of this machine.
# Prints one line of reason and ends with 1 where that cannot be had. An environment that works already is kept.
set -eu

folder=$1
wanted=${2:-}
least='import sys; sys.exit(sys.version_info < (3, 11))'

works() {
    [ -x "$1/bin/python" ] && "$1/bin/python" -c "$least" 2>/dev/null && "$1/bin/python" -m pip --version >/dev/null 2>&1
}

interpreter() {
    for name in ${wanted:+"$wanted"} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c "$least" 2>/dev/null; then
            command -v "$name"
            return
        fi
        if [ -n "$wanted" ]; then
            echo "PYTHON=$wanted: no Python 3.11 or newer" >&2
            return 1
        fi
    done
    echo "no Python 3.11 or newer found; install one or name it: make PYTHON=/path/to/python3.12 install" >&2
    return 1
}

if works "$folder"; then
    exit 0
fi
python=$(interpreter)
rm -rf "$folder"
echo "setting up $folder with $("$python" --version)"
# Debian's python3 comes without ensurepip: then pip of the machine, or of virtualenv, does its work.
if "$python" -m venv "$folder" >/dev/null 2>&1 && works "$folder"; then
    exit 0
fi
rm -rf "$folder"
if "$python" -m virtualenv --quiet "$folder" >/dev/null 2>&1 && works "$folder"; then
    exit 0
fi
rm -rf "$folder"
if "$python" -m venv --without-pip "$folder" >/dev/null 2>&1 &&
    "$python" -m pip --quiet --python "$folder/bin/python" install pip >/dev/null 2>&1 && works "$folder"; then
    exit 0
fi
rm -rf "$folder"
echo "$python cannot make a virtual environment: install its venv module (on Debian and Ubuntu: apt-get install python3-venv)" >&2
exit 1
