# Takes the parameter file of the region that is named by CGIHUB_REGION, and says what is wrong before Azure does.
$ErrorActionPreference = 'Stop'
$here = Split-Path $PSScriptRoot -Parent

function Stop-With([string[]] $lines) {
    foreach ($line in $lines) { [Console]::Error.WriteLine($line) }
    exit 1
}

if (-not $env:CGIHUB_REGION) {
    $names = Get-ChildItem "$here/regions" -Filter *.bicepparam | ForEach-Object { "  $($_.BaseName)" }
    Stop-With (@('Which region? Say so first:  azd env set CGIHUB_REGION <name>', 'There is a parameter file for each of these:') + $names)
}

if ($env:CGIHUB_REGION -cnotmatch '^[a-z0-9-]+$') {
    Stop-With "CGIHUB_REGION is '$env:CGIHUB_REGION'; a region's name has lower-case letters, digits and hyphens."
}

$region = "$here/regions/$env:CGIHUB_REGION.bicepparam"
if (-not (Test-Path $region)) {
    Stop-With "There is no bicep/regions/$env:CGIHUB_REGION.bicepparam. Copy one of the others and change it (docs/operations.md)."
}

# azd reads main.bicepparam beside main.bicep; git does not keep it.
$text = Get-Content $region -Raw
$text -replace "(?m)^using '\.\./main\.bicep'", "using 'main.bicep'" | Set-Content "$here/main.bicepparam" -NoNewline

$location = [regex]::Match($text, "(?m)^param location = '([a-z0-9]*)'").Groups[1].Value
$cloud = az cloud show --query name --output tsv
if ($location.StartsWith('usgov') -and $cloud -ne 'AzureUSGovernment') {
    Stop-With "$location is in Azure Government, but az is in ${cloud}:  az cloud set --name AzureUSGovernment, and azd config set cloud.name AzureUSGovernment"
}

if (-not $location.StartsWith('usgov') -and $cloud -eq 'AzureUSGovernment') {
    Stop-With "$location is not in Azure Government, but az is:  az cloud set --name AzureCloud, and azd config set cloud.name AzureCloud"
}

Write-Output "Region $env:CGIHUB_REGION in $location ($cloud)."
