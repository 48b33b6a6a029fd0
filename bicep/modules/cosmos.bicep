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
type container = {
  name: string
  queried: bool
  expires: bool
  hierarchical: bool
}

var containers container[] = [
  { name: 'agencies', queried: true, expires: false, hierarchical: false }
  { name: 'exhibits', queried: true, expires: true, hierarchical: false }
  { name: 'records', queried: false, expires: false, hierarchical: false }
  { name: 'reads', queried: false, expires: false, hierarchical: false }
  { name: 'cells', queried: true, expires: false, hierarchical: false }
  { name: 'mentions', queried: true, expires: false, hierarchical: false }
  { name: 'leads', queried: true, expires: false, hierarchical: false }
  { name: 'guns', queried: true, expires: false, hierarchical: false }
  { name: 'triage', queried: true, expires: false, hierarchical: false }
  { name: 'inboxes', queried: true, expires: false, hierarchical: false }
  { name: 'enrichment', queried: true, expires: true, hierarchical: false }
  // An agency's receipts of 400 days; each is written alone and read by its id, so they may be spread.
  { name: 'receipts', queried: false, expires: true, hierarchical: true }
  { name: 'idempotency', queried: false, expires: true, hierarchical: false }
  { name: 'audit', queried: true, expires: false, hierarchical: false }
]

// Queries take one partition (p) in the order of its sort keys (s), equal ones by id. Bodies (b) are never searched.
var everything = [{ path: '/*' }]
var bySortKey = {
  automatic: true
  indexingMode: 'consistent'
  includedPaths: [{ path: '/s/?' }]
  excludedPaths: everything
  compositeIndexes: [
    [
      { path: '/s', order: 'ascending' }
      { path: '/id', order: 'ascending' }
    ]
  ]
}

// Not "none": documents could not expire then.
var byIdOnly = {
  automatic: true
  indexingMode: 'consistent'
  includedPaths: []
  excludedPaths: everything
}

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
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
      for container in containers: {
        name: container.name
        tags: tags
        properties: {
          resource: {
            id: container.name
            partitionKey: {
              paths: container.hierarchical ? ['/p', '/id'] : ['/p']
              kind: container.hierarchical ? 'MultiHash' : 'Hash'
              version: 2
            }
            indexingPolicy: container.queried ? bySortKey : byIdOnly
            // -1: only documents that say so expire.
            defaultTtl: container.expires ? -1 : null
          }
          options: contains(throughput.?own ?? {}, container.name) ? { autoscaleSettings: { maxThroughput: throughput.own![container.name] } } : {}
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
