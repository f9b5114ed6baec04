// The AWS SDK for Go: InitiateAuth and GetUser, with the SDK's own retries.
package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

func ask(asked question) (answer, error) {
	client := cognitoidentityprovider.New(cognitoidentityprovider.Options{
		Region:       asked.text("region"),
		BaseEndpoint: aws.String(asked.text("endpoint")),
		Retryer:      retryer(asked),
	})
	switch asked.text("do") {
	case "refresh":
		return begun(client, asked, types.AuthFlowTypeRefreshTokenAuth, map[string]string{"REFRESH_TOKEN": asked.text("token")})
	case "get_user":
		found, err := client.GetUser(context.Background(), &cognitoidentityprovider.GetUserInput{
			AccessToken: aws.String(asked.text("token")),
		})
		if err == nil && aws.ToString(found.Username) == "" {
			err = errors.New("no Username")
		}
		return nil, err
	}
	return begun(client, asked, types.AuthFlowTypeUserPasswordAuth,
		map[string]string{"USERNAME": asked.text("username"), "PASSWORD": asked.text("password")})
}

func begun(client *cognitoidentityprovider.Client, asked question, flow types.AuthFlowType, given map[string]string) (answer, error) {
	found, err := client.InitiateAuth(context.Background(), &cognitoidentityprovider.InitiateAuthInput{
		AuthFlow:       flow,
		ClientId:       aws.String(asked.text("client_id")),
		AuthParameters: given,
	})
	if err != nil {
		return nil, err
	}
	if found.AuthenticationResult == nil {
		return nil, errors.New("challenge " + string(found.ChallengeName))
	}
	tokens := found.AuthenticationResult
	return answer{
		"access":     aws.ToString(tokens.AccessToken),
		"refresh":    aws.ToString(tokens.RefreshToken),
		"expires_in": tokens.ExpiresIn,
	}, nil
}

func retryer(asked question) aws.Retryer {
	if asked["retries"] == false {
		return aws.NopRetryer{}
	}
	return nil
}
