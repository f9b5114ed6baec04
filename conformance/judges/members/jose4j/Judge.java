import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/** jose4j: JwtConsumer with the keys of a set's address. */
public class Judge {
  static final Map<String, HttpsJwksVerificationKeyResolver> KEYS = new HashMap<>();

  static JsonObject ask(JsonObject asked) throws Exception {
    String url = Host.text(asked, "jwks_url");
    KEYS.computeIfAbsent(url, each -> new HttpsJwksVerificationKeyResolver(new HttpsJwks(each)));
    JwtConsumerBuilder rules = new JwtConsumerBuilder().setVerificationKeyResolver(KEYS.get(url));
    if (!Host.recommended(asked)) {
      rules.build().processToClaims(Host.text(asked, "token"));
      return null;
    }
    rules.setRequireExpirationTime().setRequireSubject().setExpectedIssuer(Host.text(asked, "issuer"));
    rules.setJwsAlgorithmConstraints(ConstraintType.PERMIT, "RS256");
    if (Host.text(asked, "use").equals("id")) {
      rules.setExpectedAudience(Host.text(asked, "client_id"));
    } else {
      rules.setSkipDefaultAudienceValidation();
    }
    JwtClaims claims = rules.build().processToClaims(Host.text(asked, "token"));
    Host.expected(asked, claims.getClaimsMap());
    return null;
  }
}
