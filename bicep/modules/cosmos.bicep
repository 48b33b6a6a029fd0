// The documents. Containers are those of CgiHub.Core/Storage/Containers.cs, and the change feed's leases.

import * as types from '../types.bicep'

param location types.location
param name string
param database string
param throughput types.throughput

@description('Whether the region has availability zones, and the account spans them.')
param zoneRedundant bool

param keyIdentityId string
param keyVaultUri string
param keyName string
param auditWorkspaceId string
param tags { *: string }

@description('What is asked of a container: whether its documents are queried in sort-key order, whether some of them expire, and whether one partition may grow past 20 GB.')
// Partition keys, indexes and expiry as the code has them: a test of the store writes the file from it.
var layout = loadJsonContent('../stores.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-10-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${keyIdentityId}': {} }
  }
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: zoneRedundant
      }
    ]
    // A picture is drawn from what other instances have just committed; a stale read would leave a record out of it.
    consistencyPolicy: { defaultConsistencyLevel: 'Strong' }
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: 'Continuous30Days' }
    }
    minimalTlsVersion: 'Tls12'
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    publicNetworkAccess: 'Disabled'
    networkAclBypass: 'None'
    enableAutomaticFailover: false
    enableBurstCapacity: true
    // An agency's large upload gives way to leads: its writes have low priority.
    enablePriorityBasedExecution: true
    defaultIdentity: 'UserAssignedIdentity=${keyIdentityId}'
    // No version: a key that was turned is taken up by itself.
    keyVaultKeyUri: '${keyVaultUri}keys/${keyName}'
  }

  resource hub 'sqlDatabases' = {
    name: database
    tags: tags
    properties: {
      resource: { id: database }
      options: {
        autoscaleSettings: { maxThroughput: throughput.shared }
      }
    }

    resource documents 'containers' = [
      for container in layout.documents: {
        name: container.id
        tags: tags
        properties: {
          resource: container
          options: contains(throughput.?own ?? {}, container.id) ? { autoscaleSettings: { maxThroughput: throughput.own![container.id] } } : {}
        }
      }
    ]

    resource leases 'containers' = {
      name: 'leases'
      tags: tags
      properties: {
        resource: {
          id: 'leases'
          partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 }
        }
      }
    }
  }
}

resource log 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: account
  properties: {
    workspaceId: auditWorkspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // Who did what. The others tell of speed and cost, by the gigabyte.
    logs: [
      { category: 'DataPlaneRequests', enabled: true }
      { category: 'ControlPlaneRequests', enabled: true }
    ]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

output endpoint string = account.properties.documentEndpoint
