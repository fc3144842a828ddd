Access tokens (ka_…): created and revoked through GraphQL, used for ingest.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores
  $ serve
  $ create() { gql 'mutation($a: AccountID!, $n: String!) { accounts { byId(accountId: $a) { accessTokens { createAccessToken(tokenName: $n) { __typename message ... on CreateAccessTokenResultSuccess { token { id name composed } } ... on CreateAccessTokenResultDuplicate { tokenName } } } } } }' "{\"a\":\"$KAMU_DID\",\"n\":\"$1\"}"; }
  $ create foo
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byId": {
          "accessTokens": {
            "createAccessToken": {
              "__typename": "CreateAccessTokenResultSuccess",
              "message": "Success",
              "token": {
                "composed": "<access-token>",
                "id": "<uuid>",
                "name": "foo"
              }
            }
          }
        }
      }
    }
  }
  $ K1=$(jget data accounts byId accessTokens createAccessToken token composed); I1=$(jget data accounts byId accessTokens createAccessToken token id)
  $ echo "${#K1} ${K1:0:3}"
  61 ka_
  $ create foo
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byId": {
          "accessTokens": {
            "createAccessToken": {
              "__typename": "CreateAccessTokenResultDuplicate",
              "message": "Access token with foo name already exists",
              "tokenName": "foo"
            }
          }
        }
      }
    }
  }
  $ create ''
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byId": {
          "accessTokens": {
            "createAccessToken": {
              "__typename": "CreateAccessTokenResultSuccess",
              "message": "Success",
              "token": {
                "composed": "<access-token>",
                "id": "<uuid>",
                "name": ""
              }
            }
          }
        }
      }
    }
  }
The text is what the specification says:
  $ python3 - "$K1" "$I1" <<'P'
  > import binascii, sys
  > text, ident = sys.argv[1:]
  > n = 0
  > for c in text[3:]: n = n * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(c)
  > raw = (n >> (58 * 5 - 36 * 8)).to_bytes(36, "big")
  > print("id", raw[:16].hex() == ident.replace("-", ""), "crc", int.from_bytes(raw[32:], "big") == binascii.crc32(raw[16:32]))
  > P
  id True crc True
Use it:
  $ req GET /platform/token/validate -H "Authorization: Bearer $K1"
  HTTP/1.1 200 OK
  (empty body)
  $ req GET /accounts/me -H "Authorization: Bearer $K1"
  HTTP/1.1 200 OK
  content-type: application/json
  {"accountName": "kamu", "id": "<did-1>"}
  $ c1 | req POST /player-scores/ingest -H "Authorization: Bearer $K1" -H "Content-Type: $ND" --data-binary @-
  HTTP/1.1 200 OK
  (empty body)
  $ c2 | req POST /player-scores/ingest -H "Authorization: bearer $K1" -H "Content-Type: $ND" --data-binary @-
  HTTP/1.1 200 OK
  (empty body)
One changed character:
  $ req GET /platform/token/validate -H "Authorization: Bearer ${K1%?}0"
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token invalid"}
It survives a restart:
  $ stop; serve
  $ req GET /platform/token/validate -H "Authorization: Bearer $K1"
  HTTP/1.1 200 OK
  (empty body)
List and revoke:
  $ gql 'query($a: AccountID!) { accounts { byId(accountId: $a) { accessTokens { listAccessTokens(perPage: 10, page: 0) { nodes { id name revokedAt } totalCount } } } } }' "{\"a\":\"$KAMU_DID\"}"
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byId": {
          "accessTokens": {
            "listAccessTokens": {
              "nodes": [
                {"id": "<uuid>", "name": "foo", "revokedAt": null},
                {"id": "<uuid>", "name": "", "revokedAt": null}
              ],
              "totalCount": 2
            }
          }
        }
      }
    }
  }
  $ gql 'mutation($a: AccountID!, $t: AccessTokenID!) { accounts { byId(accountId: $a) { accessTokens { revokeAccessToken(tokenId: $t) { __typename message } } } } }' "{\"a\":\"$KAMU_DID\",\"t\":\"$I1\"}"
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byId": {
          "accessTokens": {
            "revokeAccessToken": {"__typename": "RevokeResultSuccess", "message": "Access token revoked successfully"}
          }
        }
      }
    }
  }
  $ req GET /platform/token/validate -H "Authorization: Bearer $K1"
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token invalid"}
  $ c3 | req POST /player-scores/ingest -H "Authorization: Bearer $K1" -H "Content-Type: $ND" --data-binary @-
  HTTP/1.1 401 Unauthorized
  Authentication token invalid
  $ req GET /player-scores/tail -H "Authorization: Bearer $K1"
  HTTP/1.1 401 Unauthorized
  Authentication token invalid
  $ create foo | sed -n 1,3p
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
Anonymous creation:
  $ gql -a 'mutation($a: AccountID!) { accounts { byId(accountId: $a) { accessTokens { createAccessToken(tokenName: "bar") { __typename message } } } } }' "{\"a\":\"$KAMU_DID\"}"
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {"accounts": {"byId": null}},
    "errors": [
      {
        "locations": [{"column": 61, "line": 1}],
        "message": "Anonymous access forbidden",
        "path": ["accounts", "byId", "accessTokens"]
      }
    ]
  }
