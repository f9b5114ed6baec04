import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The loop of every judge in Java: one JSON object per line in, {"refused": "text"} per line out. */
public class Host {
  /** Compares what no library of JWTs knows: token_use, and client_id of access tokens. Throws where it differs. */
  static void expected(JsonObject asked, Map<String, ?> claims) {
    String use = asked.get("use").getAsString();
    if (!use.equals(claims.get("token_use"))) {
      throw new IllegalArgumentException("token_use is " + claims.get("token_use"));
    }
    if (use.equals("access") && !asked.get("client_id").getAsString().equals(claims.get("client_id"))) {
      throw new IllegalArgumentException("client_id is " + claims.get("client_id"));
    }
  }

  static String text(JsonObject asked, String member) {
    return asked.has(member) ? asked.get(member).getAsString() : "";
  }

  static boolean recommended(JsonObject asked) {
    return text(asked, "configuration").equals("recommended");
  }

  public static void main(String[] arguments) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err); // a library's own words are no answers
    Gson gson = new Gson();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonObject said = new JsonObject();
      try {
        JsonObject more = Judge.ask(gson.fromJson(line, JsonObject.class));
        said = more == null ? said : more;
        said.addProperty("refused", "");
      } catch (Exception error) {
        said.addProperty("refused", error.getClass().getSimpleName() + ": " + error.getMessage());
      }
      out.println(gson.toJson(said));
      out.flush();
    }
  }
}
