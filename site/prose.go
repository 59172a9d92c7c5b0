package site

import (
	"context"
	"net/http"
)

func (s *server) about(context.Context, *http.Request) (view, error) {
	return view{title: "About", nav: "/about", body: aboutPage(s.Contact), description: "What Redline is, what it is not, and how to object."}, nil
}

func (s *server) method(context.Context, *http.Request) (view, error) {
	return view{title: "Method", nav: "/method", body: methodPage(), description: "How a page becomes an observation, and an observation an alert."}, nil
}

func (s *server) privacy(context.Context, *http.Request) (view, error) {
	return view{title: "Your privacy here", nav: "/privacy", body: privacyPage(s.Contact), description: "What this site knows of you."}, nil
}
