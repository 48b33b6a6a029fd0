# After the app is deployed: the drop's subscription, a smoke check, and where that fails a report of what is dead and why.
$ErrorActionPreference = 'Stop'

& "$PSScriptRoot/drop-subscription.ps1"
if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }

& "$PSScriptRoot/smoke.ps1"
if ($LASTEXITCODE -ne 0) {
    & "$PSScriptRoot/report.ps1"
    exit 1
}
