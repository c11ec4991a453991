#!/bin/sh
# 打印建环境用的 Python：Debian 自己的优先。Print the Python for the environment: Debian's own, if it will do.
for each in /usr/bin/python3 python3; do
    "$each" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$each" && exit
done
echo python3
