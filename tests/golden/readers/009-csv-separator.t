Csv separator: tab, semicolon, pipe, letter; several characters, none, not ASCII.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 Csv 'a: Int32?; b: Int32?; c: Int32?; d: Int32?' "separator: $2"; try $1 "$3"; cells $1; }
  $ t a '"\t"' $'1\t2\t3\t4\n1\t\t\t4\n1\t2\t\t\n\t\t3\t4\n'
  == "\t"
  {"a":1,"b":2,"c":3,"d":4}
  {"a":1,"b":null,"c":null,"d":4}
  {"a":1,"b":2,"c":null,"d":null}
  {"a":null,"b":null,"c":3,"d":4}
  $ t b '";"' $'1;2;3;4\n;;;\n'
  == ";"
  {"a":1,"b":2,"c":3,"d":4}
  {"a":null,"b":null,"c":null,"d":null}
  $ t c '"|"' $'1|2|3|4\n'
  == "|"
  {"a":1,"b":2,"c":3,"d":4}
  $ t d x $'1x2x3x4\n'
  == x
  {"a":1,"b":2,"c":3,"d":4}
  $ t e '";;"' $'1;;2;;3;;4\n'
  == ";;"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset e: Invalid snapshot: Push source 'default': Csv.separator supports only single-character ascii values (metadata[0] at line 7 column 7)
  
  -- 1;;2;;3;;4\n [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  
  
  $ t f '""' $'1,2,3,4\n'
  == ""
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset f: Invalid snapshot: Push source 'default': Csv.separator supports only single-character ascii values (metadata[0] at line 7 column 7)
  
  -- 1,2,3,4\n [1]
  Error: Dataset not found: f
    hint: did you mean a, b, c?
  Error: Dataset not found: f
    hint: did you mean a, b, c?
  
  
  $ t g '"§"' $'1,2,3,4\n'
  == "§"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset g: Invalid snapshot: Push source 'default': Csv.separator supports only single-character ascii values (metadata[0] at line 7 column 7)
  
  -- 1,2,3,4\n [1]
  Error: Dataset not found: g
    hint: did you mean a, b, c?
  Error: Dataset not found: g
    hint: did you mean a, b, c?
  
  
  $ t h '"\n"' $'1\n2\n3\n4\n'
  == "\n"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset h: Invalid snapshot: Push source 'default': Csv.separator cannot be a line end (metadata[0] at line 7 column 7)
  
  -- 1\n2\n3\n4\n [1]
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  
  
  $ t i "'\"'" $'1"2"3"4\n'
  == '"'
  {"a":1,"b":2,"c":3,"d":4}
