#!/bin/sh
# Whether the package can be deployed from here: asked before it is built and sent, not after.
set -eu
: "${CGIHUB_APP_NAME:?azd provision comes first: the app is not there yet}"
: "${AZURE_RESOURCE_GROUP:?azd provision comes first: the resource group is not there yet}"

state=$(az functionapp show --resource-group "$AZURE_RESOURCE_GROUP" --name "$CGIHUB_APP_NAME" --query state --output tsv)
if [ "$state" != Running ]; then
  echo "The app $CGIHUB_APP_NAME is '$state'. Start it first:  az functionapp start --resource-group $AZURE_RESOURCE_GROUP --name $CGIHUB_APP_NAME" >&2
  exit 1
fi

# The host that takes packages is the app's own with "scm" in it; it answers 401 to whoever may talk to it.
host=$(az functionapp show --resource-group "$AZURE_RESOURCE_GROUP" --name "$CGIHUB_APP_NAME" --query "hostNameSslStates[?hostType=='Repository'].name | [0]" --output tsv)
code=$(curl --silent --output /dev/null --write-out '%{http_code}' --max-time 30 "https://$host/" || true)
if [ "$code" = 403 ]; then
  echo "Packages are not taken from this address. Add it to 'deployers' in bicep/regions/$CGIHUB_REGION.bicepparam and run azd provision." >&2
  exit 1
fi
