// A smaller region in the public cloud: Illinois, Wisconsin, Indiana. Addresses, agencies and people are examples; put your own.
using '../main.bicep'

param region = 'great-lakes'
param location = 'centralus'
param timeZone = 'America/Chicago'
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'great-lakes')

param plan = {
  kind: 'flexConsumption'
  instanceMemory: 2048
  maximumInstances: 40
  alwaysReadyHttp: 1
  alwaysReadyWork: 1
}
param zoneRedundant = true

param agencies = [
  { ori: 'IL0160000' }
  { ori: 'WI0410000', principalId: '00000000-0000-4000-8000-000000000001' }
]

param callers = [
  { name: 'cook-county', cidr: '198.51.100.0/26' }
  { name: 'milwaukee', cidr: '198.51.100.64/26' }
]
param deployers = [
  { name: 'operations', cidr: '203.0.113.32/28' }
]
param tokens = {
  audience: readEnvironmentVariable('CGIHUB_AUDIENCE', '00000000-0000-4000-8000-0000000000c1')
}
param sources = {
  probation: {
    baseAddress: 'https://probation.example.gov/v1/'
    tokenEndpoint: 'https://login.example.gov/oauth2/token'
    clientId: 'cgihub-great-lakes'
    secretName: 'probation-client-secret'
  }
}

param addressSpace = '10.41.0.0/22'
param throughput = { shared: 4000 }
param messagingUnits = 1
param custody = { immutableDays: 1825, coolAfterDays: 90, archiveAfterDays: 1095 }
param imageRedundancy = 'Standard_GRS'

param alertEmails = ['cgihub-operations@example.gov']
param operatorsGroupId = readEnvironmentVariable('CGIHUB_OPERATORS_GROUP', '')
param auditDays = 365
param telemetryDays = 60
param privateQueries = false
