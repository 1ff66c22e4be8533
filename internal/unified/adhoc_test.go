package unified
import ("testing";"strings";"time";"fmt";"math/rand/v2";"bytes")
func TestAdhocMask(t *testing.T){
 for _,p:=range []string{"<a>","</a>","<a></a>","://a:1","://a:b","://a:1?@","://a:b@","password={","password={}}","password='","password=","<!--","<!-- <a> -->","<![CDATA[","&","&a;",`<a b="`,`<a b='<a `,"jdbc:oracle:a:b/","jdbc:oracle:a:b/@ ","jdbc:oracle:a:","<password>","<password>x</password>","=a","a=\n","<?","<!ENTITY a '","<!ENTITY a ","<a b='' ", "<password>\n","a@","<a password='x'>\n", " ", "\n", "password= "} {
  for _,wrap:=range []string{"%s","<r>%s</r>","<!--%s-->","<r>jdbc:x %s</r>"} {
  data:=fmt.Sprintf(wrap,strings.Repeat(p,3000000/len(p)))
  s:=time.Now()
  maskedText(data,"x")
  if d:=time.Since(s); d>time.Second {t.Errorf("%q %q %v",p,wrap,d)}
  s=time.Now()
  MaskText(data,"x")
  if d:=time.Since(s); d>time.Second {t.Errorf("msg %q %q %v",p,wrap,d)}
  }
 }
}
func TestAdhocDiff(t *testing.T){
 r:=rand.New(rand.NewPCG(1,2))
 n:=100000
 mk:=func(f func(i int)string, k int)string{var b strings.Builder; for i:=range k {b.WriteString(f(i));b.WriteByte('\n')};return b.String()}
 uniq:=func(i int)string{return fmt.Sprintf("        <property name=\"x%d\">some value</property>",i)}
 perm:=r.Perm(n)
 shuf:=func(i int)string{return uniq(perm[i])}
 half:=func(i int)string{return uniq(2*i)}
 rep:=func(i int)string{return fmt.Sprint("    <a>",r.IntN(10),"</a>")}
 for name,p:=range map[string][2]string{
  "half removed":{mk(uniq,n),mk(half,n/2)},
  "different":{mk(uniq,n),mk(func(i int)string{return "x"+uniq(i)},n)},
  "shuffled 5k":{mk(uniq,5000),mk(func(i int)string{return uniq(r.IntN(5000))},5000)},
  "repetitive 5k":{mk(rep,5000),mk(rep,5000)},
  "shuffled 20k":{mk(uniq,20000),mk(func(i int)string{return uniq(r.IntN(20000))},20000)},
  "repetitive 20k":{mk(rep,20000),mk(rep,20000)},
  "shuffled":{mk(uniq,n),mk(shuf,n)},
  "blank":{strings.Repeat("\n",n),strings.Repeat("\n",n/2)+"x\n"+strings.Repeat("\n",n)},
  "half blank":{strings.Repeat("a\n\n",n),strings.Repeat("\na\n\n",n/2)},
 }{
  for range 1 {
  s:=time.Now()
  done:=make(chan []byte)
  go func(){d,_:=Diff(pair1(p[0],p[1]),Options{});done<-d}()
  select{case d:=<-done: t.Log(name,len(p[0]),time.Since(s),len(d)); _=bytes.Count
  case <-time.After(40*time.Second): t.Log(name,"over 40s")}
  }
 }
}
