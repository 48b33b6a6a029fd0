# Whether the package can be deployed from here: asked before it is built and sent, not after.
$ErrorActionPreference = 'Stop'

foreach ($name in 'CGIHUB_APP_NAME', 'AZURE_RESOURCE_GROUP') {
    if (-not [Environment]::GetEnvironmentVariable($name)) {
        [Console]::Error.WriteLine("${name}: azd provision comes first: it is not there yet")
        exit 1
    }
}

$state = az functionapp show --resource-group $env:AZURE_RESOURCE_GROUP --name $env:CGIHUB_APP_NAME --query state --output tsv
if ($state -ne 'Running') {
    [Console]::Error.WriteLine("The app $env:CGIHUB_APP_NAME is '$state'. Start it first:  az functionapp start --resource-group $env:AZURE_RESOURCE_GROUP --name $env:CGIHUB_APP_NAME")
    exit 1
}

# The host that takes packages is the app's own with "scm" in it; it answers 401 to whoever may talk to it.
$site = az functionapp show --resource-group $env:AZURE_RESOURCE_GROUP --name $env:CGIHUB_APP_NAME --query "hostNameSslStates[?hostType=='Repository'].name | [0]" --output tsv
try { $code = (Invoke-WebRequest "https://$site/" -SkipHttpErrorCheck -TimeoutSec 30).StatusCode } catch { $code = 0 }
if ($code -eq 403) {
    [Console]::Error.WriteLine("Packages are not taken from this address. Add it to 'deployers' in bicep/regions/$env:CGIHUB_REGION.bicepparam and run azd provision.")
    exit 1
}
