// Who the region is: the functions, and what unlocks the keys of the stores.

import * as types from '../types.bicep'

param location types.location
param appName string
param keysName string
param tags { *: string }

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: appName
  location: location
  tags: tags
}

resource keys 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: keysName
  location: location
  tags: tags
}

output appId string = app.id
output appClientId string = app.properties.clientId
output keysId string = keys.id
