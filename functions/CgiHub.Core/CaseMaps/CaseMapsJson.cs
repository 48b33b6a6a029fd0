using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.CaseMaps;

/// <summary>Generated JSON of case maps, pictures and the messages between the stages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LeadRequest))]
[JsonSerializable(typeof(LeadPicture))]
[JsonSerializable(typeof(CaseMap))]
[JsonSerializable(typeof(GunCard))]
[JsonSerializable(typeof(CrewGun))]
[JsonSerializable(typeof(Page<GunCard>), TypeInfoPropertyName = "PageOfGuns")]
[JsonSerializable(typeof(Page<Crew>), TypeInfoPropertyName = "PageOfCrews")]
[JsonSerializable(typeof(GunPath))]
[JsonSerializable(typeof(GunshotPage))]
[JsonSerializable(typeof(PlacePage))]
[JsonSerializable(typeof(PersonFile))]
[JsonSerializable(typeof(JoinPersons))]
[JsonSerializable(typeof(SplitPerson))]
[JsonSerializable(typeof(SearchResult))]
public sealed partial class CaseMapsJson : JsonSerializerContext;
