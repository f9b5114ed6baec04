import com.google.gson.JsonObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URL;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** nimbus-jose-jwt: DefaultJWTProcessor, as its documentation sets it up for access tokens. */
public class Judge {
  static final Map<String, JWKSource<SecurityContext>> SOURCES = new HashMap<>();

  static JsonObject ask(JsonObject asked) throws Exception {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys(asked)));
    if (Host.recommended(asked)) {
      boolean id = Host.text(asked, "use").equals("id");
      JWTClaimsSet.Builder exact = new JWTClaimsSet.Builder().issuer(Host.text(asked, "issuer"));
      exact.claim("token_use", Host.text(asked, "use"));
      if (!id) {
        exact.claim("client_id", Host.text(asked, "client_id"));
      }
      DefaultJWTClaimsVerifier<SecurityContext> verifier = new DefaultJWTClaimsVerifier<>(
          id ? Host.text(asked, "client_id") : null, exact.build(), Set.of("sub", "iat", "exp"));
      verifier.setMaxClockSkew(0);
      processor.setJWTClaimsSetVerifier(verifier);
    }
    processor.process(Host.text(asked, "token"), null);
    return null;
  }

  static JWKSource<SecurityContext> keys(JsonObject asked) throws Exception {
    String url = Host.text(asked, "jwks_url");
    if (!SOURCES.containsKey(url)) {
      SOURCES.put(url, JWKSourceBuilder.<SecurityContext>create(new URL(url)).build());
    }
    return SOURCES.get(url);
  }
}
