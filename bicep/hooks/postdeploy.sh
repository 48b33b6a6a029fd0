#!/bin/sh
# After the app is deployed: the drop's subscription, a smoke check, and where that fails a report of what is dead and why.
set -eu
hooks=$(cd "$(dirname "$0")" && pwd)

"$hooks/drop-subscription.sh"
if ! "$hooks/smoke.sh"; then
  "$hooks/report.sh" || true
  exit 1
fi
