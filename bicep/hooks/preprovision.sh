#!/bin/sh
# Takes the parameter file of the region that is named by CGIHUB_REGION, and says what is wrong before Azure does.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

if [ -z "${CGIHUB_REGION:-}" ]; then
  echo "Which region? Say so first:  azd env set CGIHUB_REGION <name>" >&2
  echo "There is a parameter file for each of these:" >&2
  for file in "$here"/regions/*.bicepparam; do echo "  $(basename "$file" .bicepparam)" >&2; done
  exit 1
fi

case $CGIHUB_REGION in
  *[!a-z0-9-]*) echo "CGIHUB_REGION is '$CGIHUB_REGION'; a region's name has lower-case letters, digits and hyphens." >&2; exit 1 ;;
esac

region=$here/regions/$CGIHUB_REGION.bicepparam
if [ ! -f "$region" ]; then
  echo "There is no bicep/regions/$CGIHUB_REGION.bicepparam. Copy one of the others and change it (docs/operations.md)." >&2
  exit 1
fi

# azd reads main.bicepparam beside main.bicep; git does not keep it.
sed "s|^using '../main.bicep'|using 'main.bicep'|" "$region" > "$here/main.bicepparam"

location=$(sed -n "s/^param location = '\([a-z0-9]*\)'.*/\1/p" "$region")
cloud=$(az cloud show --query name --output tsv)
case $location:$cloud in
  usgov*:AzureUSGovernment) ;;
  usgov*) echo "$location is in Azure Government, but az is in $cloud:  az cloud set --name AzureUSGovernment, and azd config set cloud.name AzureUSGovernment" >&2; exit 1 ;;
  *:AzureUSGovernment) echo "$location is not in Azure Government, but az is:  az cloud set --name AzureCloud, and azd config set cloud.name AzureCloud" >&2; exit 1 ;;
esac

echo "Region $CGIHUB_REGION in $location ($cloud)."
