// A region in the public cloud: New Jersey to Virginia. Addresses, agencies and people are examples; put your own.
using '../main.bicep'

param region = 'mid-atlantic'
param location = 'eastus2'
param timeZone = 'America/New_York'
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'mid-atlantic')

param plan = {
  kind: 'flexConsumption'
  instanceMemory: 2048
  maximumInstances: 100
  alwaysReadyHttp: 2
  alwaysReadyWork: 1
}
param zoneRedundant = true

param agencies = [
  { ori: 'NJ0070000' }
  { ori: 'PA0460000' }
]

param callers = [
  { name: 'newark', cidr: '198.51.100.0/25' }
  { name: 'philadelphia', cidr: '198.51.100.128/25' }
]
param deployers = [
  { name: 'operations', cidr: '203.0.113.16/28' }
]
param tokens = {
  audience: readEnvironmentVariable('CGIHUB_AUDIENCE', '00000000-0000-4000-8000-0000000000c0')
  board: {
    clientId: readEnvironmentVariable('CGIHUB_BOARD_CLIENT', '00000000-0000-4000-8000-0000000000d0')
  }
}
param sources = {}
param push = {
  secrets: [{ name: 'newark1', secretName: 'push-newark-1' }]
  privateNetworks: ['10.20.0.0/16']
}

param addressSpace = '10.40.0.0/22'
param throughput = { shared: 10000 }
param messagingUnits = 1
param custody = { immutableDays: 1825, coolAfterDays: 90, archiveAfterDays: 1095 }
param imageRedundancy = 'Standard_GRS'

param alertEmails = ['cgihub-operations@example.gov']
param operatorsGroupId = readEnvironmentVariable('CGIHUB_OPERATORS_GROUP', '')
param auditDays = 400
param telemetryDays = 90
param privateQueries = false
