sql: ways to name a dataset.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin; scores_yaml | K -q add --stdin --name My.Data1; c2 | K -q ingest My.Data1 --stdin; scores_yaml | K -q add --stdin --name plain; c3 | K -q ingest plain --stdin
  Dataset updated
  $ q() { err kamu sql -o csv -c "select count(*) as n, min(match_id) as m from $1" && echo; }
  $ q '"player-scores"'
  n,m
  2,1
  $ q "'player-scores'"
  n,m
  2,1
  $ q '`player-scores`'
  n,m
  2,1
  $ q plain
  n,m
  2,3
  $ q PLAIN
  n,m
  2,3
  $ q '"Plain"'
  n,m
  2,3
  $ q '"My.Data1"'
  n,m
  2,2
  $ q My.Data1
  Error:
    0: table 'kamu.My.Data1' not found
    1: Error during planning: table 'kamu.My.Data1' not found
    at: query:1:47 (byte 46)
  
  [1]
  $ q '"my.data1"'
  n,m
  2,2
  $ q 'kamu.kamu."player-scores"'
  n,m
  2,1
  $ q 'kamu.kamu.plain'
  n,m
  2,3
  $ q '"kamu"."kamu"."plain"'
  n,m
  2,3
  $ q "\"$(did plain)\""
  n,m
  2,3
  $ q player-scores
  Error:
    0: sql parser error: Expected: end of statement, found: - at Line: 1, Column: 53
    1: SQL error: ParserError("Expected: end of statement, found: - at Line: 1, Column: 53")
    2: sql parser error: Expected: end of statement, found: - at Line: 1, Column: 53
    in: query
  
  [1]
  $ q nope
  Error:
    0: table 'kamu.kamu.nope' not found
    1: Error during planning: table 'kamu.kamu.nope' not found
    at: query:1:47 (byte 46)
  
  [1]
  $ q '"acct/plain"'
  Error:
    0: table 'kamu.kamu.acct/plain' not found
    1: Error during planning: table 'kamu.kamu.acct/plain' not found
    at: query:1:47 (byte 46)
    found: "acct/plain"
  
  [1]
