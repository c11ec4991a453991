#!/bin/sh
# 看看机器上缺什么，说出 Debian 包名。Says which Debian package is missing.
# 用法 usage: needs.sh [python] [node]
set -u
missing=0
python=${PYTHON:-python3}

lacks() { # what, Debian package
    echo "缺少 $1：apt-get install $2    ·  $1 is missing: apt-get install $2" >&2
    missing=1
}

needs_python() {
    if ! command -v "$python" >/dev/null; then
        lacks "python3 ≥ 3.11" "python3 python3-venv"
    elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        lacks "python3 ≥ 3.11（现在 now $("$python" -V 2>&1)）" "python3 python3-venv"
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        lacks "python3-venv" "python3-venv"
    fi
}

needs_node() {
    if ! command -v node >/dev/null; then
        lacks "node ≥ 18.19" "nodejs"
    elif ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 1000 + +b < 18019 ? 1 : 0)'; then
        lacks "node ≥ 18.19（现在 now $(node --version)）" "nodejs"
    fi
    command -v npm >/dev/null || lacks "npm" "npm"
}

for need in "$@"; do "needs_$need"; done
exit $missing
