using CgiHub.Core;
using CgiHub.Core.Agencies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CgiHub.Functions.Http;

/// <summary>Reads who calls from the bearer token.</summary>
public sealed class CallerReader(ITokenAuthority authority, AgencyRegistry agencies, CallerAddresses addresses, IOptions<IdentityOptions> options, TimeProvider time)
{
    private const int LongestToken = 16 * 1024;

    private static readonly (string Name, Roles Role)[] Known =
    [
        ("Agency.Submit", Roles.AgencySubmit),
        ("Agency.Receive", Roles.AgencyReceive),
        ("Cgic.Analyst", Roles.CgicAnalyst),
        ("Cgic.Supervisor", Roles.CgicSupervisor),
        ("Hub.Admin", Roles.HubAdmin),
    ];

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };

    /// <summary>The caller, if the token is good and has one of these roles (and an agency, where only agency roles let in).</summary>
    public async ValueTask<Result<Caller>> ReadAsync(HttpRequest request, Roles anyOf)
    {
        var read = await IdentifyAsync(request);
        return read.Then(caller => Authorise(caller, anyOf));
    }

    /// <summary>The caller, if the token is good, whatever their roles.</summary>
    public async ValueTask<Result<Caller>> IdentifyAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var header = request.Headers.Authorization.ToString();
        if (header.Length > LongestToken || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Errors.Unauthenticated();
        }

        var token = header["Bearer ".Length..].Trim();
        var cancel = request.HttpContext.RequestAborted;
        var validated = await ValidateAsync(token, cancel);
        if (validated.Exception is SecurityTokenSignatureKeyNotFoundException)
        {
            authority.RequestRefresh();
            validated = await ValidateAsync(token, cancel);
        }

        return validated.IsValid ? await CallerOfAsync(validated, request.HttpContext, cancel) : Errors.Unauthenticated();
    }

    /// <summary>The caller, if they have one of these roles and an agency where that is what lets them in.</summary>
    public static Result<Caller> Authorise(Caller caller, Roles anyOf)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var held = caller.Roles & anyOf;
        if (held == Roles.None)
        {
            return Errors.WrongRole(string.Join(" or ", Names(anyOf)));
        }

        return (held & ~Roles.AnyAgency) == Roles.None && caller.Agency is null ? Errors.NoAgency() : caller;
    }

    /// <summary>Roles as the token names them; names that the hub does not know are passed over.</summary>
    public static Roles Parse(IEnumerable<string> names) =>
        names.Aggregate(Roles.None, (roles, name) => roles | Known.FirstOrDefault(k => k.Name == name).Role);

    /// <summary>The names of roles.</summary>
    public static IReadOnlyList<string> Names(Roles roles) => [.. Known.Where(k => (roles & k.Role) != 0).Select(k => k.Name)];

    private async Task<TokenValidationResult> ValidateAsync(string token, CancellationToken cancel)
    {
        var rules = await authority.RulesAsync(cancel);
        return await _tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = rules.Issuer,
            ValidAudience = options.Value.Audience,
            IssuerSigningKeys = rules.Keys,
            ValidAlgorithms = rules.Algorithms,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = InTime,
        });
    }

    private bool InTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + options.Value.ClockSkew && (notBefore is not { } begin || now >= begin - options.Value.ClockSkew);
    }

    private async ValueTask<Result<Caller>> CallerOfAsync(TokenValidationResult validated, HttpContext context, CancellationToken cancel)
    {
        var claims = validated.ClaimsIdentity;
        var subject = claims.FindFirst("sub")?.Value;
        if (subject is not { Length: >= 1 and <= 200 })
        {
            return Errors.Unauthenticated();
        }

        Ori? agency = null;
        if (claims.FindFirst("agency")?.Value is { } claimed)
        {
            if (!Ori.TryParse(claimed, out var ori))
            {
                return Errors.Unauthenticated();
            }

            agency = ori;
        }
        else if ((claims.FindFirst("azp") ?? claims.FindFirst("appid"))?.Value is { } appId)
        {
            agency = await agencies.FindByAppIdAsync(appId, cancel);
        }

        if (agency is { } named && (await agencies.FindAsync(named, cancel)) is not { Active: true })
        {
            return Errors.AgencyNotActive();
        }

        var roles = Parse(claims.FindAll("roles").Select(c => c.Value));
        return new Caller(subject, roles, agency) { Address = addresses.Of(context)?.ToString() };
    }
}
