// The network of a region: a subnet that the functions call out of, and one in which the stores are.

import * as types from '../types.bicep'

param location types.location

@description('Name of the virtual network.')
param name string

param appGuardName string
param endpointGuardName string

@description('Addresses of the network, /24 or larger.')
param addressSpace string

@description('Service that the functions\' subnet is handed to: Microsoft.App/environments for Flex Consumption, Microsoft.Web/serverFarms for Elastic Premium.')
param delegation 'Microsoft.App/environments' | 'Microsoft.Web/serverFarms'

@description('Resource id of the audit workspace.')
param auditWorkspaceId string

param tags { *: string }

var appPrefix = cidrSubnet(addressSpace, 25, 0)
var endpointPrefix = cidrSubnet(addressSpace, 26, 2)

resource appGuard 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: appGuardName
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'stores'
        properties: {
          description: 'The private endpoints. Cosmos DB in direct mode uses any port behind them.'
          priority: 100
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: appPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: endpointPrefix
          destinationPortRange: '*'
        }
      }
      {
        name: 'https'
        properties: {
          description: 'Entra ID and the enrichment sources.'
          priority: 110
          direction: 'Outbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: appPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRange: '443'
        }
      }
      {
        name: 'nothing-else'
        properties: {
          priority: 4096
          direction: 'Outbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: 'Internet'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource endpointGuard 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: endpointGuardName
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'functions'
        properties: {
          description: 'Cosmos DB in direct mode uses any port behind its endpoint.'
          priority: 100
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: appPrefix
          sourcePortRange: '*'
          destinationAddressPrefix: endpointPrefix
          destinationPortRange: '*'
        }
      }
      {
        name: 'agencies'
        properties: {
          description: 'Agencies whose networks are joined to this one: large uploads and logs (HTTPS), packets (AMQP).'
          priority: 110
          direction: 'Inbound'
          access: 'Allow'
          protocol: 'Tcp'
          sourceAddressPrefix: 'VirtualNetwork'
          sourcePortRange: '*'
          destinationAddressPrefix: endpointPrefix
          destinationPortRanges: ['443', '5671-5672']
        }
      }
      {
        name: 'nobody-else'
        properties: {
          priority: 4096
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressSpace]
    }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: appPrefix
          networkSecurityGroup: { id: appGuard.id }
          delegations: [
            {
              name: 'functions'
              properties: { serviceName: delegation }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: endpointPrefix
          networkSecurityGroup: { id: endpointGuard.id }
          // Otherwise the guard would not count for private endpoints.
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }

  resource app 'subnets' existing = { name: 'app' }
}

resource networkLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: network
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource appGuardLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: appGuard
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

resource endpointGuardLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: endpointGuard
  properties: {
    workspaceId: auditWorkspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

output appSubnetId string = network::app.id
