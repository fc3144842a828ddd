File upload: prepare, send, read back (vectors 11.8), and the requests that are refused.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ serve
  $ prep() { req POST "/platform/file/upload/prepare?$1" "${@:2}"; }
  $ prep 'fileName=test.txt&contentType=text/plain&contentLength=16'
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "No authentication token provided"}
  $ prep 'fileName=test.txt&contentType=text/plain&contentLength=16' -H 'Authorization: Bearer bad'
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token invalid"}
  $ prep 'fileName=test.txt&contentType=text/plain&contentLength=16' -H "$AUTH"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "fields": [],
    "headers": [
      [
        "Authorization",
        "Bearer <jwt>"
      ]
    ],
    "method": "POST",
    "uploadToken": "<upload-token>",
    "uploadUrl": "<base>/platform/file/upload/<upload-token>",
    "useMultipart": true
  }
  $ T=$(jget uploadToken); U=$(jget uploadUrl)
The token's content, member by member:
  $ python3 - "$T" <<'P'
  > import base64, json, re, sys
  > raw = base64.urlsafe_b64decode(sys.argv[1]).decode()
  > print(re.sub(r'[0-9a-f]{32}"', '<32 hex>"', raw.replace("fed016b61ed2ab1b63a006b61ed2ab1b63a00b016d65607000000e0821aafbf163e6f", "<kamu>")), len(sys.argv[1]) % 4)
  > P
  {"upload_id":"<32 hex>","file_name":"test.txt","owner_account_id":"<kamu>","content_length":16,"content_type":"text/plain"} 0
  $ [ "$U" = "$BASE/platform/file/upload/$T" ] && echo url is base and token
  url is base and token
  $ printf 'a-test-file-body' > f.txt
Before the file is there:
  $ req GET "/platform/file/upload/$T"
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Uploaded file not found on the server"}
Send it: anonymous, bad token, then as the owner:
  $ req POST "/platform/file/upload/$T" -F 'file=@f.txt;filename=test.txt'
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "No authentication token provided"}
  $ req POST "/platform/file/upload/$T" -H 'Authorization: Bearer bad' -F 'file=@f.txt;filename=test.txt'
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token invalid"}
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -F 'file=@f.txt;filename=test.txt'
  HTTP/1.1 200 OK
  (empty body)
Read it back, anonymously, with HEAD, twice sent:
  $ req GET "/platform/file/upload/$T"
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "No authentication token provided"}
  $ req HEAD "/platform/file/upload/$T"
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  (empty body)
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -F 'file=@f.txt;filename=other-name.txt'
  HTTP/1.1 200 OK
  (empty body)
  $ req PUT "/platform/file/upload/$T" -H "$AUTH" --data-binary @f.txt
  HTTP/1.1 405 Method Not Allowed
  allow: POST,GET,HEAD
  (empty body)
  $ find .kamu -path '*uploads*' -type f | sed -E 's/[0-9a-f]{32,}/<hex>/g'
  .kamu/cache/uploads/<hex>/<hex>/test.txt
The form: wrong part name, two parts, no part, no multipart, plain field instead of a file:
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -F 'data=@f.txt'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Expected 'file' to be the only part of upload form"}
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -F 'file=@f.txt' -F 'file=@f.txt'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Expected 'file' to be the only part of upload form"}
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -F 'note=x' -F 'file=@f.txt'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Expected 'file' to be the only part of upload form"}
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -H 'Content-Type: multipart/form-data; boundary=x' --data-binary $'--x--\r\n'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Expected 'file' to be the only part of upload form"}
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -H 'Content-Type: multipart/form-data' --data-binary x
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid `boundary` for `multipart/form-data` request
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -H 'Content-Type: text/plain' --data-binary @f.txt
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid `boundary` for `multipart/form-data` request
  $ req POST "/platform/file/upload/$T" -H "$AUTH" -F 'file=a-test-file-body'
  HTTP/1.1 200 OK
  (empty body)
Lengths: declared 9, sent another text; shorter:
  $ prep 'fileName=l.txt&contentLength=9' -H "$AUTH" >/dev/null; L=$(jget uploadToken)
  $ req POST "/platform/file/upload/$L" -H "$AUTH" -F 'file=Some totally different text'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Actual content length 27 does not match the initially declared length 9"}
  $ req POST "/platform/file/upload/$L" -H "$AUTH" -F 'file=short'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Actual content length 5 does not match the initially declared length 9"}
  $ req GET "/platform/file/upload/$L"
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Uploaded file not found on the server"}
  $ req POST "/platform/file/upload/$L" -H "$AUTH" -F 'file=Some text'
  HTTP/1.1 200 OK
  (empty body)
  $ req GET "/platform/file/upload/$L"
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "No authentication token provided"}
Parameters of prepare:
  $ for a in 'fileName=a.csv&contentLength=0' 'fileName=a.csv&contentLength=1&contentType=' 'fileName=a%2Fb.csv&contentLength=1' 'fileName=%C3%BC.csv&contentLength=1' 'fileName=&contentLength=1' 'contentLength=1' 'fileName=a.csv' 'fileName=a.csv&contentLength=-1' 'fileName=a.csv&contentLength=x' 'fileName=a.csv&contentLength=1&other=1' 'fileName=a.csv&contentLength=52428800' 'fileName=a.csv&contentLength=52428801' 'fileName=a.csv&contentLength=99999999999999999999' 'fileName=a.csv&content_length=1' ''; do echo "--- $a"; prep "$a" -H "$AUTH"; done
  --- fileName=a.csv&contentLength=0
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "fields": [],
    "headers": [
      [
        "Authorization",
        "Bearer <jwt>"
      ]
    ],
    "method": "POST",
    "uploadToken": "<upload-token>",
    "uploadUrl": "<base>/platform/file/upload/<upload-token>",
    "useMultipart": true
  }
  --- fileName=a.csv&contentLength=1&contentType=
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "fields": [],
    "headers": [
      [
        "Authorization",
        "Bearer <jwt>"
      ]
    ],
    "method": "POST",
    "uploadToken": "<upload-token>",
    "uploadUrl": "<base>/platform/file/upload/<upload-token>",
    "useMultipart": true
  }
  --- fileName=a%2Fb.csv&contentLength=1
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Invalid file name"}
  --- fileName=%C3%BC.csv&contentLength=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "fields": [],
    "headers": [
      [
        "Authorization",
        "Bearer <jwt>"
      ]
    ],
    "method": "POST",
    "uploadToken": "<upload-token>",
    "uploadUrl": "<base>/platform/file/upload/<upload-token>",
    "useMultipart": true
  }
  --- fileName=&contentLength=1
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Invalid file name"}
  --- contentLength=1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: missing field `fileName`
  --- fileName=a.csv
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: missing field `contentLength`
  --- fileName=a.csv&contentLength=-1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: contentLength: invalid digit found in string
  --- fileName=a.csv&contentLength=x
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: contentLength: invalid digit found in string
  --- fileName=a.csv&contentLength=1&other=1
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "fields": [],
    "headers": [
      [
        "Authorization",
        "Bearer <jwt>"
      ]
    ],
    "method": "POST",
    "uploadToken": "<upload-token>",
    "uploadUrl": "<base>/platform/file/upload/<upload-token>",
    "useMultipart": true
  }
  --- fileName=a.csv&contentLength=52428800
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "fields": [],
    "headers": [
      [
        "Authorization",
        "Bearer <jwt>"
      ]
    ],
    "method": "POST",
    "uploadToken": "<upload-token>",
    "uploadUrl": "<base>/platform/file/upload/<upload-token>",
    "useMultipart": true
  }
  --- fileName=a.csv&contentLength=52428801
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Content too large"}
  --- fileName=a.csv&contentLength=99999999999999999999
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: contentLength: number too large to fit in target type
  --- fileName=a.csv&content_length=1
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: missing field `contentLength`
  --- 
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: missing field `fileName`
  $ req GET '/platform/file/upload/prepare?fileName=a.csv&contentLength=1' -H "$AUTH"
  HTTP/1.1 405 Method Not Allowed
  allow: POST
  (empty body)
Tokens that are no tokens:
  $ for t in garbage bm90IGpzb24= e30= "$(mktoken '{"upload_id":"123"}')" "${T%%=*}" "$T="; do echo "--- ${t:0:12}"; req GET "/platform/file/upload/$t"; done
  --- garbage
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Cannot parse `upload_token` with value `garbage`: Invalid padding
  --- bm90IGpzb24=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Cannot parse `upload_token` with value `bm90IGpzb24=`: expected ident at line 1 column 2
  --- e30=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Cannot parse `upload_token` with value `e30=`: missing field `upload_id` at line 1 column 2
  --- eyJ1cGxvYWRf
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Cannot parse `upload_token` with value `<upload-token>`: missing field `file_name` at line 1 column 19
  --- eyJ1cGxvYWRf
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "No authentication token provided"}
  --- eyJ1cGxvYWRf
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Cannot parse `upload_token` with value `<upload-token>`: Invalid symbol 61, offset 280.
  $ req GET /platform/file/upload/
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
