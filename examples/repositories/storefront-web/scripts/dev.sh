#!/bin/sh
# Starts or stops the two processes of the storefront, each with a log in /tmp.
set -eu
cd "$(dirname "$0")/.."

case "${1:-start}" in
  start)
    for part in api pages; do
      nohup node "src/$part.js" >"/tmp/storefront-$part.log" 2>&1 &
      echo $! >"/tmp/storefront-$part.pid"
    done
    ;;
  stop)
    for part in api pages; do
      kill "$(cat "/tmp/storefront-$part.pid")"
    done
    ;;
  *)
    echo "usage: dev.sh start|stop" >&2
    exit 2
    ;;
esac
