// Names: unique in the cloud, the same at every deployment, within each service's limits.

import * as types from 'types.bicep'

@description('How a service wants its names: what they begin with, their most characters, and whether hyphens are allowed.')
type form = {
  prefix: string
  most: int
  hyphens: bool
}

var forms = {
  group: { prefix: 'rg-cgihub', most: 90, hyphens: true }
  network: { prefix: 'vnet-cgihub', most: 64, hyphens: true }
  appGuard: { prefix: 'nsg-app', most: 80, hyphens: true }
  endpointGuard: { prefix: 'nsg-endpoints', most: 80, hyphens: true }
  appIdentity: { prefix: 'id-cgihub-app', most: 128, hyphens: true }
  keyIdentity: { prefix: 'id-cgihub-keys', most: 128, hyphens: true }
  vault: { prefix: 'kv', most: 24, hyphens: true }
  evidence: { prefix: 'stev', most: 24, hyphens: false }
  host: { prefix: 'stfn', most: 24, hyphens: false }
  documents: { prefix: 'cosmos-cgihub', most: 44, hyphens: true }
  queues: { prefix: 'sb-cgihub', most: 50, hyphens: true }
  audit: { prefix: 'log-audit', most: 63, hyphens: true }
  telemetry: { prefix: 'log-telemetry', most: 63, hyphens: true }
  insights: { prefix: 'appi-cgihub', most: 64, hyphens: true }
  monitorLink: { prefix: 'ampls-cgihub', most: 64, hyphens: true }
  plan: { prefix: 'asp-cgihub', most: 40, hyphens: true }
  // The Functions host takes the first 32 characters for its identity; two apps that share them share their locks.
  app: { prefix: 'func-cgi', most: 32, hyphens: true }
  dropTopic: { prefix: 'evgt-drop', most: 50, hyphens: true }
  alerts: { prefix: 'ag-cgihub', most: 64, hyphens: true }
}

func fitted(form form, region string, salt string) string =>
  form.hyphens ? '${form.prefix}-${take(region, form.most - length(form.prefix) - length(salt) - 2)}-${salt}' : '${form.prefix}${take(region, form.most - length(form.prefix) - length(salt))}${salt}'

@export()
@description('The name of a part of a region: prefix, as much of the region as there is room for, and 13 letters that are the region\'s own in this subscription.')
func nameOf(kind types.kind, region string, salt string) string => fitted(forms[kind], toLower(replace(region, '-', '')), salt)

@export()
@description('13 letters and digits that only this region of this subscription has, where it is now: a region that moves finds its new names free.')
func saltOf(subscriptionId string, region string, location types.location) string => uniqueString(subscriptionId, 'cgihub', region, location)

@export()
@description('The queue of an agency; the same as Queues.Packets in the code.')
func packetsQueueOf(ori string) string => 'packets-${ori}'

@export()
@description('The host name of an address, without scheme, port and path.')
func hostOf(address string) string => split(split(last(split(address, '://')), '/')[0], ':')[0]

@export()
@description('The private zones of the services, from what the cloud says of itself; so the same template serves every cloud. Where it gives no suffix for a service, the service stands beside one that has.')
func zonesOf(storageSuffix string, vaultSuffix string, portal string) zones => {
  blob: 'privatelink.blob.${storageSuffix}'
  queue: 'privatelink.queue.${storageSuffix}'
  table: 'privatelink.table.${storageSuffix}'
  // The one service whose private zone is not called as its public one.
  vault: replace('privatelink${startsWith(vaultSuffix, '.') ? '' : '.'}${vaultSuffix}', '.vault.', '.vaultcore.')
  documents: 'privatelink.documents.${domainOf(hostOf(portal))}'
  messages: 'privatelink.servicebus.${domainOf(storageSuffix)}'
  monitor: 'privatelink.monitor.${domainOf(hostOf(portal))}'
  logData: 'privatelink.ods.opinsights.${domainOf(hostOf(portal))}'
  logQueries: 'privatelink.oms.opinsights.${domainOf(hostOf(portal))}'
}

@description('A host\'s domain: all but its first label.')
func domainOf(host string) string => join(skip(split(host, '.'), 1), '.')

@export()
@description('Names of the private zones, by service.')
type zones = {
  blob: string
  queue: string
  table: string
  vault: string
  documents: string
  messages: string
  monitor: string
  logData: string
  logQueries: string
}
