// Command cni-policy is the last plugin of the pods' CNI chain: it passes the result of the plugins before it through,
// but only once the node's network policies are in force for the new pod. So no pod ever runs without its policies.
// Protocol: https://github.com/containernetworking/cni/blob/main/SPEC.md
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// config is the plugin's part of the network configuration, with what the runtime adds to it.
type config struct {
	CNIVersion string          `json:"cniVersion"`
	Socket     string          `json:"socket"`
	PrevResult json.RawMessage `json:"prevResult"`
}

// announcement is the body that the policies' daemon expects; see policyd.Announcement.
type announcement struct{ UID, Namespace, Name, IP, Sandbox string }

func main() {
	if err := run(os.Getenv("CNI_COMMAND"), os.Stdin, os.Stdout); err != nil {
		// An error is a JSON object on stdout; 11 means "try again later".
		json.NewEncoder(os.Stdout).Encode(map[string]any{"cniVersion": "0.4.0", "code": 11, "msg": err.Error()})
		os.Exit(1)
	}
}

func run(command string, in io.Reader, out io.Writer) error {
	if command == "VERSION" {
		return json.NewEncoder(out).Encode(map[string]any{"cniVersion": "0.4.0", "supportedVersions": []string{"0.3.1", "0.4.0", "1.0.0"}})
	}
	var network config
	if err := json.NewDecoder(in).Decode(&network); err != nil {
		return fmt.Errorf("the network configuration cannot be read: %w", err)
	}
	arguments := parse(os.Getenv("CNI_ARGS"))
	pod := announcement{
		UID: arguments["K8S_POD_UID"], Namespace: arguments["K8S_POD_NAMESPACE"], Name: arguments["K8S_POD_NAME"],
		Sandbox: os.Getenv("CNI_CONTAINERID"),
	}
	switch command {
	case "ADD":
		ip, err := address(network.PrevResult)
		if err != nil {
			return err
		}
		pod.IP = ip
		if err := send(network.Socket, http.MethodPost, pod); err != nil {
			return fmt.Errorf("network policies are not in force yet: %w", err)
		}
		_, err = out.Write(network.PrevResult)
		return err
	case "DEL":
		// A daemon that does not run has nothing to forget, and DEL must not fail.
		if err := send(network.Socket, http.MethodDelete, pod); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	return nil
}

// parse reads CNI_ARGS: KEY=VALUE pairs parted by semicolons.
func parse(arguments string) map[string]string {
	found := map[string]string{}
	for _, pair := range strings.Split(arguments, ";") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			found[key] = value
		}
	}
	return found
}

// address takes the pod's IPv4 address from the result of the plugin before.
func address(result json.RawMessage) (string, error) {
	var parsed struct {
		IPs []struct {
			Address string `json:"address"`
		} `json:"ips"`
	}
	if err := json.Unmarshal(result, &parsed); err != nil {
		return "", fmt.Errorf("the result of the plugin before cannot be read: %w", err)
	}
	for _, entry := range parsed.IPs {
		if ip, _, err := net.ParseCIDR(entry.Address); err == nil && ip.To4() != nil {
			return ip.String(), nil
		}
	}
	return "", fmt.Errorf("the plugin before gave the pod no IPv4 address")
}

func send(socket, method string, pod announcement) error {
	body, err := json.Marshal(pod)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, "http://network-policy/pods", bytes.NewReader(body))
	if err != nil {
		return err
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		reason, _ := io.ReadAll(io.LimitReader(response.Body, 1024))
		return fmt.Errorf("%s: %s", response.Status, bytes.TrimSpace(reason))
	}
	return nil
}
