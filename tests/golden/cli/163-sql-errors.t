sql: errors in the query.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin
  Dataset updated
  $ q() { err kamu sql -o csv -c "$1"; }
  $ q ''
  Error:
    0: No SQL statements were provided in the query string
    1: Error during planning: No SQL statements were provided in the query string
    at: query:1:1
  
  [1]
  $ q 'selec 1'
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: selec at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: selec at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: selec at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  [1]
  $ q 'select * from nope'
  Error:
    0: table 'kamu.kamu.nope' not found
    1: Error during planning: table 'kamu.kamu.nope' not found
    at: query:1:15 (byte 14)
  
  [1]
  $ q 'select nope from "player-scores"'
  Error:
    0: No field named nope. Valid fields are "player-scores".offset, "player-scores".op, "player-scores".system_time, "player-scores".match_time, "player-scores".match_id, "player-scores".player_id, "player-scores".score.
    1: Schema error
    2: No field named nope. Valid fields are "player-scores".offset, "player-scores".op, "player-scores".system_time, "player-scores".match_time, "player-scores".match_id, "player-scores".player_id, "player-scores".score.
    at: query:1:8 (byte 7)
    hint: did you mean `op`?
  
  [1]
  $ q 'select MATCH_ID from "player-scores"'
  Error:
    0: No field named "MATCH_ID". Valid fields are "player-scores".offset, "player-scores".op, "player-scores".system_time, "player-scores".match_time, "player-scores".match_id, "player-scores".player_id, "player-scores".score.
    1: Schema error
    2: No field named "MATCH_ID". Valid fields are "player-scores".offset, "player-scores".op, "player-scores".system_time, "player-scores".match_time, "player-scores".match_id, "player-scores".player_id, "player-scores".score.
    at: query:1:8 (byte 7)
    hint: did you mean `match_id`?
  
  [1]
  $ q 'select no_such_function(1)'
  Error:
    0: Invalid function 'no_such_function'.
    1: Error during planning: Invalid function 'no_such_function'.
    at: query:1:8 (byte 7)
    hint: docs/sql.md lists the functions that are supported
  
  [1]
  $ q 'select 1/0'
  Error:
    0: Arrow error
    1: Divide by zero error
  
  [1]
  $ q "select cast('x' as int)"
  Error:
    0: Arrow error
    1: Cast error: Cannot cast string 'x' to value of Int32 type
  
  [1]
  $ q 'select 1; select 2'
  Error:
    0: Internal error
    1: This feature is not implemented: The context currently only supports a single SQL statement
    at: query:1:11 (byte 10)
    found: select
  
  [1]
  $ q 'create table x (a int)'
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: create at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: create at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: create at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  [1]
  $ q 'insert into "player-scores" values (1)'
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: insert at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: insert at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: insert at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  [1]
  $ q "copy (select 1) to 'x.csv'"
  Error:
    0: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: copy at Line: 1, Column: 1
    1: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: copy at Line: 1, Column: 1")
    2: sql parser error: Expected: a query (SELECT, WITH or VALUES), found: copy at Line: 1, Column: 1
    hint: only queries are run here, nothing that writes or changes settings
  
  [1]
