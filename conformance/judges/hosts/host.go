// The loop of every judge in Go: one JSON object per line in, {"refused": "<text>"} per line out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// question is what the suite asks; answer is what a judge adds to "refused".
type question map[string]any
type answer map[string]any

func (q question) text(name string) string {
	found, _ := q[name].(string)
	return found
}

func (q question) recommended() bool { return q.text("configuration") == "recommended" }

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		said, err := ask(asked)
		if said == nil {
			said = answer{}
		}
		said["refused"] = ""
		if err != nil {
			said["refused"] = fmt.Sprintf("%T: %s", err, err)
		}
		line, err := json.Marshal(said)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}

// expected compares the claims that no library of JWTs knows: token_use, and client_id of access tokens.
func expected(asked question, claims map[string]any) error {
	if claims["token_use"] != asked.text("use") {
		return fmt.Errorf("token_use is %v", claims["token_use"])
	}
	if asked.text("use") == "access" && claims["client_id"] != asked.text("client_id") {
		return fmt.Errorf("client_id is %v", claims["client_id"])
	}
	return nil
}
