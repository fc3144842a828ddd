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
  -- a,b\n [1]
  Error: Csv.escape supports only single-character ascii values, got: ab
    in: in
  
  $ t f 'escape: "é"' $'a,b\n'
  == escape: "é"
  -- a,b\n [1]
  Error: Csv.escape supports only single-character ascii values, got: é
    in: in
  
  $ t g 'escape: "\\"' $'"a\\"b",c\n'
  == escape: "\\"
  {"a":"a\"b","b":"c"}
