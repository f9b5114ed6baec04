import com.google.gson.JsonObject;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.ProtectedHeader;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.JwkSet;
import io.jsonwebtoken.security.Jwks;
import java.security.Key;

/** jjwt: a parser whose keys come from the set by their kid. It has no client for a set's address. */
public class Judge {
  static JsonObject ask(JsonObject asked) {
    JwkSet set = Jwks.setParser().build().parse(asked.get("jwks").toString());
    JwtParserBuilder parser = Jwts.parser().keyLocator(header -> key(set, ((ProtectedHeader) header).getKeyId()));
    if (!Host.recommended(asked)) {
      parser.build().parseSignedClaims(Host.text(asked, "token"));
      return null;
    }
    parser.requireIssuer(Host.text(asked, "issuer")).require("token_use", Host.text(asked, "use"));
    parser.sig().clear().add(Jwts.SIG.RS256);
    if (Host.text(asked, "use").equals("id")) {
      parser.requireAudience(Host.text(asked, "client_id"));
    } else {
      parser.require("client_id", Host.text(asked, "client_id"));
    }
    Claims claims = parser.build().parseSignedClaims(Host.text(asked, "token")).getPayload();
    if (claims.getExpiration() == null) {
      throw new IllegalArgumentException("no exp");
    }
    return null;
  }

  static Key key(JwkSet set, String kid) {
    for (Jwk<?> jwk : set.getKeys()) {
      if (jwk.getId().equals(kid)) {
        return jwk.toKey();
      }
    }
    return null;
  }
}
