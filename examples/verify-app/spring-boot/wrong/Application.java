package wrong;

import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Wrong: its own validators replace the default ones, and it forgets the issuer. */
@SpringBootApplication
@RestController
public class Application {
  public static void main(String[] words) {
    new SpringApplicationBuilder(Application.class)
        .properties("server.address=127.0.0.1", "server.port=${PORT:8000}")
        .run(words);
  }

  @Bean
  JwtDecoder decoder(
      @Value("${COGNITO_JWKS_URL}") String keys,
      @Value("${COGNITO_CLIENT_ID}") String client) {
    NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(keys).build();
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            new JwtTimestampValidator(),
            new JwtClaimValidator<String>("client_id", client::equals),
            new JwtClaimValidator<String>("token_use", "access"::equals)));
    return decoder;
  }

  @GetMapping("/me")
  Map<String, String> me(@AuthenticationPrincipal Jwt token) {
    return Map.of("username", token.getClaimAsString("username"));
  }
}
