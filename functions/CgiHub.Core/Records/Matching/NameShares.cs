namespace CgiHub.Core.Records.Matching;

/// <summary>
/// What share of people has a common name, so that an agreement in one counts for less. A fixed table: it does not change with what the hub happens to hold,
/// and so a comparison says the same in whatever order records came.
/// </summary>
/// <remarks>
/// Per 100,000 people. Family names after the US Census Bureau's table of names that occur 100 or more times (2010); given names after its
/// files of 1990 (men, women; halved, as either is half of the people), rounded. Both are in the public domain.
/// </remarks>
internal static class NameShares
{
    private const double People = 100_000;

    private const string Families = """
        SMITH 828 JOHNSON 655 WILLIAMS 551 BROWN 487 JONES 483 GARCIA 395 MILLER 394 DAVIS 378 RODRIGUEZ 371 MARTINEZ 359 HERNANDEZ 354 LOPEZ 297 GONZALEZ 285
        WILSON 272 ANDERSON 266 THOMAS 256 TAYLOR 254 MOORE 245 JACKSON 240 MARTIN 238 LEE 235 PEREZ 231 THOMPSON 225 WHITE 224 HARRIS 211 SANCHEZ 208 CLARK 191
        RAMIREZ 189 LEWIS 180 ROBINSON 179 WALKER 177 YOUNG 164 ALLEN 164 KING 158 WRIGHT 156 SCOTT 149 TORRES 149 NGUYEN 149 HILL 147 FLORES 147 GREEN 146 ADAMS 145
        NELSON 144 BAKER 142 HALL 138 RIVERA 133 CAMPBELL 131 MITCHELL 130 CARTER 128 ROBERTS 127 GOMEZ 123 PHILLIPS 122 EVANS 121 TURNER 118 DIAZ 118 PARKER 114 CRUZ 112
        EDWARDS 112 COLLINS 111 REYES 111 STEWART 109 MORRIS 107 MORALES 106 MURPHY 104 COOK 102 ROGERS 102 GUTIERREZ 99 ORTIZ 98 MORGAN 97 COOPER 95 PETERSON 94
        BAILEY 94 REED 94 KELLY 91 HOWARD 91 RAMOS 90 KIM 89 COX 88 WARD 88 RICHARDSON 88 WATSON 85 BROOKS 80 CHAVEZ 80 WOOD 80 JAMES 79 BENNETT 78 GRAY 77
        MENDOZA 77 RUIZ 76 HUGHES 76 PRICE 76 ALVAREZ 76 CASTILLO 75 SANDERS 74 PATEL 74 MYERS 74 LONG 73 ROSS 73 FOSTER 72 JIMENEZ 72
        """;

    private const string Givens = """
        JAMES 1659 JOHN 1636 ROBERT 1572 MICHAEL 1315 MARY 1315 WILLIAM 1226 DAVID 1182 RICHARD 852 CHARLES 762 JOSEPH 702 THOMAS 690 PATRICIA 537 CHRISTOPHER 518 LINDA 518
        BARBARA 490 DANIEL 487 PAUL 474 ELIZABETH 469 MARK 469 DONALD 466 JENNIFER 466 GEORGE 464 MARIA 414 KENNETH 413 SUSAN 397 STEVEN 390 EDWARD 390 MARGARET 384
        BRIAN 368 DOROTHY 364 RONALD 363 ANTHONY 361 LISA 352 KEVIN 336 NANCY 335 KAREN 334 BETTY 333 HELEN 332 JASON 330 MATTHEW 329 GARY 325 TIMOTHY 320 SANDRA 315
        JOSE 307 LARRY 299 JEFFREY 296 DONNA 292 FRANK 291 CAROL 283 RUTH 281 SCOTT 273 ERIC 272 STEPHEN 270 ANDREW 269 SHARON 261 MICHELLE 260 LAURA 255 SARAH 254
        KIMBERLY 252 DEBORAH 247 JESSICA 245 RAYMOND 244 SHIRLEY 241 CYNTHIA 235 ANGELA 234 MELISSA 231 BRENDA 228 AMY 226 GREGORY 221 ANNA 220 JOSHUA 218 JERRY 216
        REBECCA 215 VIRGINIA 215 DENNIS 208 WALTER 200
        """;

    private static readonly Dictionary<string, double> FamilyShares = Read(Families);

    private static readonly Dictionary<string, double> GivenShares = Read(Givens);

    /// <summary>Share of people with a family name; 0 where it is not a common one.</summary>
    public static double OfFamily(string name) => FamilyShares.GetValueOrDefault(name);

    /// <summary>Share of people with a given name; 0 where it is not a common one.</summary>
    public static double OfGiven(string name) => GivenShares.GetValueOrDefault(name);

    private static Dictionary<string, double> Read(string table) => table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Chunk(2)
        .ToDictionary(p => p[0], p => double.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture) / People, StringComparer.Ordinal);
}
