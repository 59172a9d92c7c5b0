package text
import ("testing";"os";"path/filepath";"fmt";"regexp")
func TestLeaks(t *testing.T){
 fs,_:=filepath.Glob("/tmp/textb/md/*.md")
 r:=NewReader(1<<28)
 res:=map[string]*regexp.Regexp{"link":regexp.MustCompile(`\]\(`),"ast":regexp.MustCompile(`\*\*|__`),"tag":regexp.MustCompile(`</?[a-zA-Z]`),"ent":regexp.MustCompile(`&[a-z#0-9]+;`),"esc":regexp.MustCompile(`\\[^a-zA-Z ]`),"onlybr":regexp.MustCompile(`^[\[\]()]|\[$`),"hash":regexp.MustCompile(`^#+ |^[*+-] `),"tick":regexp.MustCompile("```"),"one*":regexp.MustCompile(`(^|\s)\*\w|\w\*(\s|$)`),"one_":regexp.MustCompile(`(^|\s)_\w|\w_(\s|$)`)}
 seen:=map[string]bool{}; n:=map[string]int{}; blocks:=0
 for _,f:=range fs { d,_:=os.ReadFile(f); for _,b:=range r.FromMarkdown(string(d)).Blocks { if seen[b.Words]{continue}; seen[b.Words]=true; blocks++
  for k,re:=range res { if m:=re.FindStringIndex(b.Words); m!=nil { n[k]++; if n[k]<=14 { a,z:=m[0]-40,m[1]+60; if a<0{a=0}; if z>len(b.Words){z=len(b.Words)}; fmt.Printf("%s %s %q\n",k,filepath.Base(f)[:8],b.Words[a:z])}}}}}
 fmt.Println(blocks,n)
}
