import com.auth0.jwk.JwkProvider;
import com.auth0.jwk.JwkProviderBuilder;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.auth0.jwt.interfaces.Verification;
import com.google.gson.JsonObject;
import java.net.URL;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.Map;

/** java-jwt, with jwks-rsa for the keys. */
public class Judge {
  static final Map<String, JwkProvider> PROVIDERS = new HashMap<>();

  static JsonObject ask(JsonObject asked) throws Exception {
    DecodedJWT unverified = JWT.decode(Host.text(asked, "token"));
    RSAPublicKey key = (RSAPublicKey) keys(asked).get(unverified.getKeyId()).getPublicKey();
    Verification rules = JWT.require(Algorithm.RSA256(key, null));
    if (Host.recommended(asked)) {
      rules.withIssuer(Host.text(asked, "issuer")).withClaim("token_use", Host.text(asked, "use")).withClaimPresence("exp");
      if (Host.text(asked, "use").equals("id")) {
        rules.withAudience(Host.text(asked, "client_id"));
      } else {
        rules.withClaim("client_id", Host.text(asked, "client_id"));
      }
    }
    rules.build().verify(Host.text(asked, "token"));
    return null;
  }

  static JwkProvider keys(JsonObject asked) throws Exception {
    String url = Host.text(asked, "jwks_url");
    if (!PROVIDERS.containsKey(url)) {
      PROVIDERS.put(url, new JwkProviderBuilder(new URL(url)).build());
    }
    return PROVIDERS.get(url);
  }
}
