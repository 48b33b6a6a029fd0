// What a region's parameter file may say. A value that is not of these types does not compile.

@export()
@description('An Azure region in the United States. Criminal justice information stays in the United States (CJIS Security Policy 5.9.5), so there is no other choice.')
type location = 'centralus' | 'eastus' | 'eastus2' | 'northcentralus' | 'southcentralus' | 'westcentralus' | 'westus' | 'westus2' | 'westus3' | 'usgovarizona' | 'usgovtexas' | 'usgovvirginia'

@export()
@description('Flex Consumption: pays for what runs, with instances that are always ready for what must not start cold.')
type flexPlan = {
  kind: 'flexConsumption'

  @description('Memory of one instance, in MB.')
  instanceMemory: 512 | 2048 | 4096

  @description('Most instances.')
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int

  @description('Instances that are always ready for requests of partners and staff.')
  @minValue(1)
  @maxValue(20)
  alwaysReadyHttp: int

  @description('Instances that are always ready for each step between a record and the packet that leaves: a lead of public safety goes out at once.')
  @minValue(1)
  @maxValue(20)
  alwaysReadyWork: int
}

@export()
@description('Elastic Premium: where Flex Consumption is not offered, as in Azure Government.')
type elasticPlan = {
  kind: 'elasticPremium'
  size: 'EP1' | 'EP2' | 'EP3'

  @description('Instances that always run; two or more where the plan spans zones.')
  @minValue(1)
  @maxValue(20)
  minimumInstances: int

  @description('Most instances.')
  @minValue(1)
  @maxValue(100)
  maximumInstances: int
}

@export()
@discriminator('kind')
type plan = flexPlan | elasticPlan

@export()
@description('An agency that receives lead packets.')
type agency = {
  @description('Its originating agency identifier: nine upper-case letters and digits.')
  @minLength(9)
  @maxLength(9)
  ori: string

  @description('Object id of the service principal that takes packets from its queue. Without it the agency uses the inbox (HTTP).')
  @minLength(36)
  @maxLength(36)
  principalId: string?
}

@export()
@description('Addresses in CIDR notation, with a name that says whose they are.')
type addressRange = {
  @minLength(1)
  @maxLength(32)
  name: string

  @minLength(9)
  @maxLength(43)
  cidr: string
}

@export()
@description('How tokens of callers are checked.')
type tokens = {
  @description('Audience that tokens must name: the application (client) id of the hub in Entra ID, whose tokens are of version 2.')
  @minLength(1)
  audience: string

  @description('Tenant that issues them. Default: the one of the subscription.')
  @minLength(36)
  @maxLength(36)
  tenantId: string?

  @description('How staff sign in to the board. Without it nobody can.')
  board: boardSignIn?
}

@export()
@description('The application of the board in Entra ID: a single-page application, whose redirect address is that of the board.')
type boardSignIn = {
  @description('Its application (client) id.')
  @minLength(36)
  @maxLength(36)
  clientId: string

  @description('What it asks for, so that its tokens are for the hub. Default: all that the hub offers it.')
  @minLength(1)
  scope: string?
}

@export()
@description('An enrichment source and how the hub shows it who it is. Its client secret lies in the key vault, under the name that is given here.')
type source = {
  @minLength(9)
  baseAddress: string

  @minLength(9)
  tokenEndpoint: string

  @minLength(1)
  clientId: string

  @description('Name of the secret in the key vault. The newest version counts.')
  @minLength(1)
  @maxLength(127)
  secretName: string

  scope: string?
}

@export()
@description('Enrichment sources that are connected. One that is not named is not asked, and packets say so.')
type sources = {
  eTrace: source?
  probation: source?
  parole: source?
}

@export()
@description('A secret by which packets that are pushed to an agency\'s own server are signed.')
type pushSecret = {
  @description('What the agency\'s entry in the registry calls it: letters and digits.')
  @minLength(1)
  @maxLength(64)
  name: string

  @description('Name of the secret in the key vault. The newest version counts.')
  @minLength(1)
  @maxLength(127)
  secretName: string
}

@export()
@description('Pushing packets to agencies\' own servers.')
type push = {
  secrets: pushSecret[]

  @description('Networks that are not public and may be sent to all the same, such as those of a private line, in CIDR notation.')
  privateNetworks: string[]?
}

@export()
@description('Request units of the document store.')
type throughput = {
  @description('Most request units a second that the containers share; the store scales between a tenth of it and this.')
  @minValue(1000)
  @maxValue(1000000)
  shared: int

  @description('Containers that have their own instead: most request units a second, by container.')
  own: { *: int }?
}

@export()
@description('How long evidence images are kept, and where.')
type custody = {
  @description('Days from its arrival in which nobody can change or delete an image, whatever their role.')
  @minValue(1)
  @maxValue(146000)
  immutableDays: int

  @description('Days after which an image moves to the cool tier: it reads as before, at a higher price per read.')
  @minValue(30)
  coolAfterDays: int

  @description('Days after which an image moves to the archive tier: it must be brought back before it can be read, which takes hours.')
  @minValue(180)
  archiveAfterDays: int
}

@export()
@description('Names of what one region consists of.')
type kind =
  | 'group'
  | 'network'
  | 'appGuard'
  | 'endpointGuard'
  | 'appIdentity'
  | 'keyIdentity'
  | 'vault'
  | 'evidence'
  | 'host'
  | 'documents'
  | 'queues'
  | 'audit'
  | 'telemetry'
  | 'insights'
  | 'monitorLink'
  | 'plan'
  | 'app'
  | 'dropTopic'
  | 'alerts'

@export()
@description('An application setting and its value.')
type settings = { *: string }
