// A region in Azure Government: Elastic Premium, for Flex Consumption is not offered there. Addresses, agencies and people are examples; put your own.
using '../main.bicep'

param region = 'gulf-gov'
param location = 'usgovvirginia'
param timeZone = 'America/Chicago'
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'gulf-gov')

param plan = {
  kind: 'elasticPremium'
  size: 'EP1'
  minimumInstances: 2
  maximumInstances: 20
}
param zoneRedundant = true

param agencies = [
  { ori: 'TX1010000', principalId: '00000000-0000-4000-8000-000000000002' }
  { ori: 'LA0360000' }
]

param callers = [
  { name: 'houston', cidr: '198.51.100.0/25' }
  { name: 'new-orleans', cidr: '198.51.100.128/25' }
]
param deployers = [
  { name: 'operations', cidr: '203.0.113.48/28' }
]
param tokens = {
  audience: readEnvironmentVariable('CGIHUB_AUDIENCE', '00000000-0000-4000-8000-0000000000c2')
  board: {
    clientId: readEnvironmentVariable('CGIHUB_BOARD_CLIENT', '00000000-0000-4000-8000-0000000000d2')
  }
}
param sources = {
  eTrace: {
    baseAddress: 'https://etrace.example.gov/v1/'
    tokenEndpoint: 'https://login.example.gov/oauth2/token'
    clientId: 'cgihub-gulf'
    secretName: 'etrace-client-secret'
    scope: 'traces.read'
  }
  parole: {
    baseAddress: 'https://parole.example.gov/v1/'
    tokenEndpoint: 'https://login.example.gov/oauth2/token'
    clientId: 'cgihub-gulf'
    secretName: 'parole-client-secret'
  }
}

param addressSpace = '10.42.0.0/22'
param throughput = {
  shared: 10000
  own: { audit: 4000 }
}
param messagingUnits = 1
param custody = { immutableDays: 1825, coolAfterDays: 90, archiveAfterDays: 1095 }
param imageRedundancy = 'Standard_GRS'

param alertEmails = ['cgihub-operations@example.gov']
param operatorsGroupId = readEnvironmentVariable('CGIHUB_OPERATORS_GROUP', '')
param auditDays = 400
param telemetryDays = 90
param privateQueries = true
