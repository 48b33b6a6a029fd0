// Logs and telemetry arrive over the private network alone, and are read over it where the region wants so.

param name string
param auditName string
param telemetryName string
param insightsName string

@description('Whether queries must come over the private network, too.')
param privateQueries bool

param tags { *: string }

resource audit 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = { name: auditName }
resource telemetry 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = { name: telemetryName }
resource insights 'Microsoft.Insights/components@2020-02-02' existing = { name: insightsName }

resource scope 'Microsoft.Insights/privateLinkScopes@2021-09-01' = {
  name: name
  location: 'global'
  tags: tags
  properties: {
    accessModeSettings: {
      ingestionAccessMode: 'PrivateOnly'
      queryAccessMode: privateQueries ? 'PrivateOnly' : 'Open'
    }
  }

  resource scopedAudit 'scopedResources' = {
    name: 'audit'
    properties: { linkedResourceId: audit.id }
  }

  resource scopedTelemetry 'scopedResources' = {
    name: 'telemetry'
    properties: { linkedResourceId: telemetry.id }
    dependsOn: [scopedAudit]
  }

  resource scopedInsights 'scopedResources' = {
    name: 'insights'
    properties: { linkedResourceId: insights.id }
    dependsOn: [scopedTelemetry]
  }
}
