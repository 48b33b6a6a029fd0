// A private endpoint: one service of one resource, at an address of the region's network.

import * as types from '../types.bicep'

param location types.location
param name string

@description('The resource.')
param resourceId string

@description('Its service, as the platform calls it (group id): blob, queue, table, Sql, namespace, vault, azuremonitor.')
param group string

@description('Private zones in which its names stand.')
@minLength(1)
param zones string[]

param networkName string
param tags { *: string }

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName

  resource endpoints 'subnets' existing = { name: 'endpoints' }
}

resource privateZones 'Microsoft.Network/privateDnsZones@2024-06-01' existing = [
  for zone in zones: {
    name: zone
  }
]

resource endpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: { id: network::endpoints.id }
    customNetworkInterfaceName: '${name}-nic'
    privateLinkServiceConnections: [
      {
        name: group
        properties: {
          privateLinkServiceId: resourceId
          groupIds: [group]
        }
      }
    ]
  }

  resource records 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        for (zone, i) in zones: {
          name: replace(zone, '.', '-')
          properties: { privateDnsZoneId: privateZones[i].id }
        }
      ]
    }
  }
}
