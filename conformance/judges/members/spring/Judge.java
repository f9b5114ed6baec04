import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Spring Security's NimbusJwtDecoder: by the address of the keys alone, and with validators of the claims. */
public class Judge {
  static final Map<String, NimbusJwtDecoder> DECODERS = new HashMap<>();

  static JsonObject ask(JsonObject asked) {
    decoder(asked).decode(Host.text(asked, "token"));
    return null;
  }

  static NimbusJwtDecoder decoder(JsonObject asked) {
    String key = Host.text(asked, "configuration") + Host.text(asked, "use") + Host.text(asked, "jwks_url");
    if (!DECODERS.containsKey(key)) {
      NimbusJwtDecoder made = NimbusJwtDecoder.withJwkSetUri(Host.text(asked, "jwks_url")).build();
      if (Host.recommended(asked)) {
        made.setJwtValidator(new DelegatingOAuth2TokenValidator<Jwt>(
            new JwtTimestampValidator(Duration.ZERO),
            new JwtIssuerValidator(Host.text(asked, "issuer")),
            new JwtClaimValidator<String>("token_use", Host.text(asked, "use")::equals),
            Host.text(asked, "use").equals("id")
                ? new JwtClaimValidator<List<String>>("aud", all -> all != null && all.contains(Host.text(asked, "client_id")))
                : new JwtClaimValidator<String>("client_id", Host.text(asked, "client_id")::equals)));
      }
      DECODERS.put(key, made);
    }
    return DECODERS.get(key);
  }
}
