Global options: place, repetition, streams.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin
  Dataset updated
  $ err kamu list -q
  [{"Name":"player-scores","Kind":"Root","Pulled":"2050-01-02T03:04:05Z","Records":2,"Size":<size>}] (no-eol)
  $ err kamu list -v
  [{"Name":"player-scores","Kind":"Root","Pulled":"2050-01-02T03:04:05Z","Records":2,"Size":<size>}] (no-eol)
  $ kamu --no-color list -o csv | cut -d, -f1; echo
  Name
  player-scores
  
  $ kamu --no-color -q -q list 2>&1 | sed -n 1,1p | cut -c1-40
  error: the argument '--quiet' cannot be 
  [2]
  $ err kamu -y -y tail nope
  error: the argument '--yes' cannot be used multiple times
  
  Usage: kamu [OPTIONS] <COMMAND>
  
  For more information, try '--help'.
  [2]
  $ kamu --system-time 2050-01-02T03:04:05+01:00 list -o csv | cut -d, -f1-2; echo
  Name,Kind
  player-scores,Root
  
  $ kamu -v tail player-scores -o csv 2>/dev/null; echo
  offset,op,system_time,match_time,match_id,player_id,score
  0,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Alice,100
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
  $ kamu -v tail nope 2>&1 | grep -c 'Dataset not found: nope' | sed 's/^[1-9].*/some/'
  some
  [1]
  $ kamu -v tail nope >/dev/null 2>&1; echo "[$?]"
  [1]
  $ CLICOLOR_FORCE=1 kamu tail nope 2>&1 | od -An -c | sed -n 1,3p
   033   [   3   1   m 033   [   1   m   E   r   r   o   r 033   [
     0   m   :       D   a   t   a   s   e   t       n   o   t    
     f   o   u   n   d   :       n   o   p   e  \n  \n
  [1]
  $ env -u NO_COLOR CLICOLOR_FORCE=1 kamu tail nope 2>&1 | od -An -c | sed -n 1,3p
   033   [   3   1   m 033   [   1   m   E   r   r   o   r 033   [
     0   m   :       D   a   t   a   s   e   t       n   o   t    
     f   o   u   n   d   :       n   o   p   e  \n  \n
  [1]
  $ env -u NO_COLOR CLICOLOR_FORCE=1 kamu --no-color tail nope
  Error: Dataset not found: nope
  
  [1]
  $ c1 | env -u NO_COLOR CLICOLOR_FORCE=1 kamu --system-time $NOW ingest player-scores --stdin 2>&1 | od -An -c
   033   [   3   3   m 033   [   1   m   D   a   t   a   s   e   t
         u   p   -   t   o   -   d   a   t   e 033   [   0   m  \n
  $ kamu --show-error-stack-trace tail nope 2>&1 | sed -n 1,1p
  Error: Dataset not found: nope
  [1]
