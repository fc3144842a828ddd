Csv escape character: the default backslash, a quote, a caret, none; several characters.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 Csv 'a: String?; b: String?' "$2"; try $1 "$3"; cells $1; }
  $ t a '' $'"x ""y"" z","C:\\temp"\n"id5","value\\"5"\n"a\\nb","a\\\\b"\na\\"b,\\\n'
  == 
  {"a":"x \"y\" z","b":"C:temp"}
  {"a":"id5","b":"value\"5"}
  {"a":"anb","b":"a\\b"}
  {"a":"a\\\"b","b":"\\"}
  $ t b "escape: '\"'" $'"x ""y"" z","C:\\temp"\n"a\\nb","a\\\\b"\n'
  == escape: '"'
  {"a":"x \"y\" z","b":"C:\\temp"}
  {"a":"a\\nb","b":"a\\\\b"}
  $ t c 'escape: "^"' $'"a^"b","c^^d"\n"x""y","C:\\temp"\n'
  == escape: "^"
  {"a":"a\"b","b":"c^d"}
  {"a":"x\"y","b":"C:\\temp"}
  $ t d 'escape: ""' $'"x ""y"" z","C:\\temp"\n'
  == escape: ""
  {"a":"x \"y\" z","b":"C:\\temp"}
  $ t e 'escape: "ab"' $'a,b\n'
  == escape: "ab"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset e: Invalid snapshot: Push source 'default': Csv.escape supports only single-character ascii values, got: ab (metadata[0] at line 7 column 7)
  
  -- a,b\n [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  
  
  $ t f 'escape: "é"' $'a,b\n'
  == escape: "é"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset f: Invalid snapshot: Push source 'default': Csv.escape supports only single-character ascii values, got: é (metadata[0] at line 7 column 7)
  
  -- a,b\n [1]
  Error: Dataset not found: f
    hint: did you mean a, b, c?
  Error: Dataset not found: f
    hint: did you mean a, b, c?
  
  
  $ t g 'escape: "\\"' $'"a\\"b",c\n'
  == escape: "\\"
  {"a":"a\"b","b":"c"}
