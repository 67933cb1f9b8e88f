package main

import (
	"bytes"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

const result = `{"cniVersion":"0.4.0","ips":[{"version":"6","address":"fd00::2/64"},{"version":"4","address":"10.200.0.10/16"}]}`

// daemon answers every announcement with the given status and keeps the last one.
func daemon(t *testing.T, status int) (socket string, last *string) {
	t.Helper()
	socket, last = filepath.Join(t.TempDir(), "s"), new(string)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := new(bytes.Buffer)
		body.ReadFrom(r.Body)
		*last = r.Method + " " + body.String()
		w.WriteHeader(status)
		w.Write([]byte("because"))
	})}
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	return socket, last
}

func call(t *testing.T, command, socket string) (string, error) {
	t.Helper()
	t.Setenv("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAMESPACE=team;K8S_POD_NAME=web;K8S_POD_UID=7")
	t.Setenv("CNI_CONTAINERID", "sandbox")
	out := new(bytes.Buffer)
	err := run(command, strings.NewReader(`{"cniVersion":"0.4.0","socket":"`+socket+`","prevResult":`+result+`}`), out)
	return out.String(), err
}

func TestAddPassesTheResultOn(t *testing.T) {
	socket, last := daemon(t, http.StatusNoContent)
	out, err := call(t, "ADD", socket)
	if err != nil || out != result {
		t.Errorf("answer %q, error %v", out, err)
	}
	if want := `POST {"UID":"7","Namespace":"team","Name":"web","IP":"10.200.0.10","Sandbox":"sandbox"}`; *last != want {
		t.Errorf("announced %s, wanted %s", *last, want)
	}
}

func TestAddFailsWithoutPolicies(t *testing.T) {
	socket, _ := daemon(t, http.StatusServiceUnavailable)
	for name, where := range map[string]string{"daemon refuses": socket, "no daemon": socket + "-none"} {
		if out, err := call(t, "ADD", where); err == nil || out != "" {
			t.Errorf("%s: the pod was let go: %q", name, out)
		}
	}
}

func TestDeleteNeverFails(t *testing.T) {
	socket, last := daemon(t, http.StatusNoContent)
	if _, err := call(t, "DEL", socket); err != nil || !strings.HasPrefix(*last, "DELETE ") {
		t.Errorf("%s: %v", *last, err)
	}
	if _, err := call(t, "DEL", socket+"-none"); err != nil {
		t.Error(err)
	}
}

func TestVersion(t *testing.T) {
	out := new(bytes.Buffer)
	if err := run("VERSION", strings.NewReader(""), out); err != nil || !strings.Contains(out.String(), `"supportedVersions"`) {
		t.Errorf("%q: %v", out, err)
	}
}
