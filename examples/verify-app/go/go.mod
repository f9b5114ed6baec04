module example.com/verifyapp

go 1.22

require (
	github.com/MicahParks/keyfunc/v3 v3.6.2
	github.com/golang-jwt/jwt/v5 v5.3.0
)

require (
	github.com/MicahParks/jwkset v0.11.0 // indirect
	golang.org/x/time v0.9.0 // indirect
)
