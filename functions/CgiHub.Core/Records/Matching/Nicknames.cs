namespace CgiHub.Core.Records.Matching;

/// <summary>Given names and what people call themselves who have them: common knowledge, English and Spanish, written down here.</summary>
internal static class Nicknames
{
    // One line a name. A short form may stand in several lines (AL, PAT, TONY is ANTHONY's and ANTONIO's).
    private const string Lines = """
        ABIGAIL ABBY ABBIE GAIL
        ABRAHAM ABE BRAM
        ALAN ALLAN ALLEN AL
        ALBERT AL BERT BERTIE ALBERTO BETO
        ALEXANDER ALEX AL SANDY XANDER LEX ALEJANDRO SASHA
        ALEXANDRA ALEX SANDRA SANDY LEXI ALEXIS ALEJANDRA
        ALFRED AL FRED ALFREDO
        ALISON ALLISON ALI ALLIE
        AMANDA MANDY MANDI
        AMELIA AMY MILLIE MIA
        ANDREW ANDY DREW ANDRE ANDRES
        ANGELA ANGIE ANGELINA
        ANN ANNE ANNA ANNIE NAN NANCY HANNAH
        ANTHONY TONY ANTONIO ANTON
        ANTOINETTE TONI NETTIE
        ARTHUR ART ARTIE ARTURO
        BARBARA BARB BABS BARBIE
        BARTHOLOMEW BART
        BENJAMIN BEN BENNY BENJI BENJIE
        BERNARD BERNIE BARNEY BERNARDO
        BRADLEY BRAD
        BRANDON BRAN
        BRIAN BRYAN BRYON
        CALVIN CAL
        CAMERON CAM
        CAROLINE CAROLYN CAROL CARRIE LINE
        CASSANDRA CASSIE SANDRA
        CATHERINE KATHERINE KATHRYN CATHY KATHY KATE KATIE KAT KIT KITTY CATALINA KATARINA
        CHARLES CHARLIE CHUCK CHAS CHIP CARLOS CHARLEY
        CHARLOTTE LOTTIE CHARLIE
        CHESTER CHET
        CHRISTINE CHRISTINA CHRIS CHRISSY TINA KRISTINE KRISTINA CRISTINA KRIS
        CHRISTOPHER CHRIS KIT TOPHER CRISTOFER CRIS KRISTOPHER CRISTOBAL
        CLARENCE CLARE
        CLIFFORD CLIFF
        CLINTON CLINT
        CORNELIUS NEIL CORNELL
        CURTIS CURT KURT
        CYNTHIA CINDY
        DANIEL DAN DANNY
        DANIELLE DANI DANNI
        DARRYL DARYL DARRELL
        DAVID DAVE DAVEY DAVIE
        DEBORAH DEBRA DEB DEBBIE
        DENNIS DENNY
        DEMETRIUS DEMETRI
        DIANA DIANE DI
        DOMINIC DOMINICK DOM NICK
        DONALD DON DONNIE DONNY
        DOROTHY DOT DOTTIE DOLLY
        DOUGLAS DOUG
        EDGAR ED EDDIE
        EDMUND ED EDDIE NED
        EDWARD ED EDDIE TED TEDDY NED EDUARDO
        EDWIN ED EDDIE
        ELEANOR ELLIE NELL NORA NELLIE LENORE
        ELIZABETH LIZ LIZZIE BETH BETTY BETSY ELIZA ELISABETH LISA LIBBY BESS ELISA
        EMILY EM EMMY EMMIE
        EMMANUEL MANNY EMANUEL MANUEL
        ERIC ERIK RICK
        ERNEST ERNIE ERNESTO NETO
        EUGENE GENE
        EVELYN EVE EVIE
        EZEKIEL ZEKE
        FERNANDO NANDO
        FLORENCE FLO FLOSSIE
        FRANCES FRAN FRANNIE FRANCESCA FRANCISCA FANNY
        FRANCIS FRANK FRANKIE FRAN FRANCISCO PACO PANCHO CISCO
        FRANKLIN FRANK FRANKIE
        FREDERICK FRED FREDDY FREDDIE FREDRICK RICK FEDERICO
        GABRIEL GABE
        GABRIELLE GABBY GABY
        GARY GARRY
        GEOFFREY GEOFF JEFF JEFFREY
        GEORGE GEORGIE JORGE
        GEORGINA GEORGIA GINA
        GERALD GERRY JERRY GERARD GERARDO
        GILBERT GIL BERT GILBERTO BETO
        GREGORY GREG GREGG GREGORIO
        GUADALUPE LUPE
        GUILLERMO MEMO
        HAROLD HAL HARRY
        HARRISON HARRY
        HENRY HANK HARRY HAL ENRIQUE
        HERBERT HERB BERT
        HOWARD HOWIE
        HUBERT HUGH BERT
        IGNACIO NACHO
        IRVING IRV IRVIN
        ISAAC IKE ZAC
        ISABELLA ISABEL ISOBEL BELLA IZZY BELLE
        JACOB JAKE JAY COBY
        JACQUELINE JACKIE JACQUI
        JAMES JIM JIMMY JAMIE JIMMIE JAIME
        JANET JAN
        JEFFERY JEFFREY JEFF
        JENNIFER JEN JENNY JENN JENNIE
        JEREMIAH JERRY JEREMY JEM
        JEROME JERRY
        JESSICA JESS JESSIE
        JESSE JESS
        JESUS CHUY CHUCHO
        JOAN JOANNE JOANNA JO
        JOHN JACK JOHNNY JON JOHNNIE JUAN JACKIE
        JONATHAN JON JOHNATHAN JONATHON NATHAN JONNY
        JOSE PEPE JOSEPH
        JOSEPH JOE JOEY JOS
        JOSEPHINE JO JOSIE
        JOSHUA JOSH
        JUDITH JUDY JUDI
        JULIA JULIE JULIANA
        JULIAN JULES JULIO
        KENNETH KEN KENNY
        KIMBERLY KIM KIMBERLEY KIMMIE
        LAWRENCE LARRY LAURENCE LAURIE LORENZO LONNIE
        LACHLAN LOCHLAN LOCKIE
        LAURA LAURIE LAUREN LORI
        LEONARD LEN LENNY LEO LEONARDO
        LEROY LEE ROY
        LESLIE LES
        LILLIAN LILY LILLY LIL
        LOUIS LOU LEWIS LOUIE LUIS
        LOUISE LOU LOUISA
        LUCAS LUKE LUCA LUCIAN
        MADELEINE MADELINE MADDIE MADDY MADISON
        MALCOLM MAL
        MANUEL MANNY MANOLO
        MARCUS MARK MARC MARCOS MARCO
        MARGARET MAGGIE MEG PEGGY MARGE MARGIE PEG GRETA RITA DAISY MARGARITA
        MARIA MARY MARIE MARIAH
        MARTIN MARTY
        MARTHA MARTY MATTIE
        MARVIN MARV
        MATTHEW MATT MATTY MATHEW MATEO
        MATILDA TILLY MATTIE TILDA
        MAURICE MAURY MORRIS MO MAURICIO
        MAXIMILIAN MAX MAXWELL
        MELISSA MEL MISSY LISSA
        MELVIN MEL
        MICHAEL MIKE MICK MICKEY MIKEY MIGUEL MICAH MITCH
        MICHELLE SHELLY MICHELE CHELLE
        MITCHELL MITCH
        NANCY NAN
        NATALIE NAT TALIA
        NATHANIEL NATHAN NATE NAT
        NICHOLAS NICK NICKY NICOLAS NICO NICKOLAS
        NICOLE NIKKI NICKY
        NORMAN NORM
        OLIVER OLLIE
        OLIVIA LIV LIVVY
        OSCAR OZZIE
        PAMELA PAM
        PATRICIA PAT PATTY TRISH PATTI TRICIA PATSY
        PATRICK PAT PADDY RICK PATRICIO
        PETER PETE PEDRO
        PHILIP PHIL PHILLIP FELIPE PIP
        PRISCILLA CILLA
        RACHEL RACHAEL RAE
        RANDALL RANDY RANDOLPH
        RAYMOND RAY RAMON
        REBECCA BECKY BECCA BEC
        REGINALD REGGIE REG
        RICARDO RICHARD RICK RICKY
        RICHARD RICK DICK RICH RICHIE RICKY RICKEY
        ROBERT BOB ROB BOBBY ROBBIE BERT ROBERTO BOBBIE BETO
        RODERICK ROD RICK RODDY
        RODNEY ROD
        ROGELIO ROY
        ROGER RODGE
        RONALD RON RONNIE
        ROSEMARY ROSE ROSIE
        RUSSELL RUSS RUSTY
        SAMANTHA SAM SAMMIE
        SAMUEL SAM SAMMY
        SANDRA SANDY SANDI
        SARAH SARA SALLY SADIE
        SEAN SHAUN SHAWN SHANE
        SEBASTIAN SEB BASTIAN
        SHARON SHARI
        SIDNEY SYDNEY SID
        SOLOMON SOL
        SOPHIA SOFIA SOPHIE
        STANLEY STAN
        STEPHEN STEVEN STEVE STEPHAN STEFAN STEVIE ESTEBAN
        STEPHANIE STEPH STEFANIE STEFANY
        STEWART STUART STU
        SUSAN SUE SUSIE SUZANNE SUZY SUSANNA SUSANNAH
        SYLVESTER SLY
        TERENCE TERRY TERRANCE TERRENCE
        TERESA THERESA TERRY TESS TESSA TERRI
        THADDEUS THAD TAD
        THEODORE TED TEDDY THEO TEODORO
        THOMAS TOM TOMMY TOMMIE TOMAS
        TIMOTHY TIM TIMMY
        TRAVIS TRAV
        TYRONE TY
        VALERIE VAL
        VERONICA RONNIE VERA RONI
        VICTOR VIC
        VICTORIA VICKY TORI VICKI
        VINCENT VINCE VINNIE VIN VICENTE
        VIRGINIA GINNY GINGER
        WALTER WALT WALLY
        WENDELL DELL
        WESLEY WES
        WILLIAM BILL WILL BILLY WILLIE LIAM WILLY BILLIE
        WINSTON WIN
        ZACHARY ZACH ZAC ZACK ZACHERY ZAK
        """;

    private static readonly string[][] Forms = [.. Lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];

    private static readonly Dictionary<string, int[]> ByName = Forms
        .SelectMany((line, number) => line.Select((name, place) => (name, number, place)))
        .GroupBy(e => e.name, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Select(e => e.place == 0 ? e.number : ~e.number).Distinct().ToArray(), StringComparer.Ordinal);

    /// <summary>Whether two given names are forms of one: a name and its short form, or two forms of one name.</summary>
    public static bool AreOneName(string a, string b)
    {
        if (!ByName.TryGetValue(a, out var of) || !ByName.TryGetValue(b, out var other))
        {
            return false;
        }

        foreach (var one in of)
        {
            foreach (var two in other)
            {
                if (one == two || one == ~two)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether it is a given name of its own, not only a misspelt one.</summary>
    public static bool IsName(string name) => ByName.ContainsKey(name) || NameShares.OfGiven(name) > 0;

    /// <summary>Whether a word is one slip away from a form of a name.</summary>
    public static bool IsSlipOfAForm(string name, string word)
    {
        const int LeastLetters = 5;
        return word.Length >= LeastLetters && name[0] == word[0] && ByName.TryGetValue(name, out var of)
            && Array.Exists(of, line => Array.Exists(Forms[line < 0 ? ~line : line], form => form.Length >= LeastLetters && TextLikeness.Edits(form, word, 1) <= 1));
    }

    /// <summary>The name that a form is kept under when it is kept under one only: the first line that it stands in, or itself.</summary>
    public static string Formal(string name) => ByName.TryGetValue(name, out var lines) ? $"={(lines[0] < 0 ? ~lines[0] : lines[0])}" : name;
}
